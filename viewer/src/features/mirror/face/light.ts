/** Whether the light on a face is good enough to judge a colour by. Pure: bytes in, a verdict out. */
import { decode, luminance } from "./color";

export type Light = "good" | "dark" | "bright" | "side";

// Judged by the brightest part of the face (eye whites, the shine on skin), so that dark skin in good light is good light.
const DARK_BELOW = 0.09; // linear luminance; about 84 of 255
const BRIGHTEST = 0.95; // the share of pixels below it
const CLIPPED_CODE = 250;
const CLIPPED_SHARE = 0.12;
const SIDE_RATIO = 2.6; // one half of the face against the other

/**
 * @param bytes r, g, b, a of a square cut to the face.
 * @param side_px its side.
 */
export function judgeLight(bytes: Uint8ClampedArray, side_px: number): Light {
  const lights: number[] = [];
  const halves: [number, number] = [0, 0];
  let clipped = 0;
  for (let at = 0; at < side_px * side_px; at++) {
    const [r, g, b] = [bytes[at * 4] ?? 0, bytes[at * 4 + 1] ?? 0, bytes[at * 4 + 2] ?? 0];
    const light = luminance(decode(r), decode(g), decode(b));
    lights.push(light);
    halves[at % side_px < side_px / 2 ? 0 : 1] += light;
    if (Math.min(r, g, b) >= CLIPPED_CODE) clipped += 1;
  }
  lights.sort((a, b) => a - b);
  if ((lights[Math.floor(lights.length * BRIGHTEST)] ?? 0) < DARK_BELOW) return "dark";
  if (clipped / lights.length > CLIPPED_SHARE) return "bright";
  return Math.max(...halves) > SIDE_RATIO * Math.max(Math.min(...halves), 1e-6) ? "side" : "good";
}
