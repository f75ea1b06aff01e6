/** Puts lipstick on the picture in a canvas; only the pixels of the mask are written. */
import { decode, encode, luminance } from "./face/color";
import { ownShare } from "./face/glare";
import { guardMouth, lipShape, median } from "./face/lips";
import { lipColor } from "./face/lipstick";

export interface Lipstick {
  color: string;
  finish: string;
  strength: number;
}

export function paintLips(context: CanvasRenderingContext2D, landmarks: ArrayLike<number>, makeup: Lipstick): void {
  const { width, height } = context.canvas;
  const shape = lipShape(landmarks, width, height);
  if (!shape) return;
  const { left, top } = shape.box;
  const picture = context.getImageData(left, top, shape.box.width, shape.box.height);
  paintPixels(picture.data, shape, makeup);
  context.putImageData(picture, left, top);
}

/** The same on bare bytes (r, g, b, a) of the shape's box. */
export function paintPixels(bytes: Uint8ClampedArray, shape: NonNullable<ReturnType<typeof lipShape>>, makeup: Lipstick): void {
  const count = shape.box.width * shape.box.height;
  const linear = new Float32Array(count * 3);
  for (let at = 0; at < count; at++) for (let channel = 0; channel < 3; channel++) linear[at * 3 + channel] = decode(bytes[at * 4 + channel] ?? 0);
  const alpha = guardMouth(shape, linear);
  const most = alpha.reduce((high, value) => Math.max(high, value), 0);
  if (most * makeup.strength * 255 < 0.5) return;
  const share = ownShare(alpha.map((value) => Math.round(value * 255)), linear, shape.box.width, shape.box.height);
  const pixel = (at: number): [number, number, number] => [linear[at * 3] ?? 0, linear[at * 3 + 1] ?? 0, linear[at * 3 + 2] ?? 0];
  const all: number[] = [], own: number[] = [];
  alpha.forEach((value, at) => {
    if (value < 0.9 * most) return;
    all.push(luminance(...pixel(at)));
    own.push(luminance(...pixel(at)) * (share?.[at] ?? 1));
  });
  const wear = lipColor(makeup.color, makeup.finish, median(all), median(own));
  for (let at = 0; at < count; at++) {
    const cover = Math.round((alpha[at] ?? 0) * makeup.strength * 255) / 255;
    if (cover === 0) continue;
    const worn = wear(pixel(at), shape.sheen[at] ?? 0, share?.[at] ?? 1);
    for (let channel = 0; channel < 3; channel++) {
      const was = decode(bytes[at * 4 + channel] ?? 0);
      bytes[at * 4 + channel] = encode(was + ((worn[channel] ?? 0) - was) * cover);
    }
  }
}
