/**
 * Where lipstick goes: a soft mask of the lips, without teeth and the dark between them.
 *
 * The same loops and guard as arkit/face/lips/mask.py; Python also moves both edges by the picture's colours.
 */
import { linearToLab } from "./color";

export const OUTER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185] as const;
export const INNER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191] as const;
const FEATHER_PX = 1.5;
const INSIDE = 0.05; // of the mouth's width: so far from the inner loop teeth may lie outside it
const EDGE = 0.028; // of the mouth's width: how far the loops lie from the true edge
const TOUCHING = 0.012; // of the mouth's width: lips nearer than this are closed
const CURVE_STEPS = 4;

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface LipShape {
  box: Box;
  mouthWidth: number;
  /** Signed distances to the loops in pixels, positive inside. */
  insideOuter: Float32Array;
  insideInner: Float32Array;
  /** 0…1 by the loops alone. */
  alpha: Float32Array;
  /** Where a wet film mirrors a light from above, 0…1. */
  sheen: Float32Array;
}

type Landmarks = ArrayLike<number>;
const x = (points: Landmarks, id: number): number => points[id * 2] ?? 0;
const y = (points: Landmarks, id: number): number => points[id * 2 + 1] ?? 0;
const clamp = (value: number, low = 0, high = 1): number => Math.min(high, Math.max(low, value));

/** The lips' shape from landmarks (x, y per point, pixels) in a picture of this size; null when they lie outside it. */
export function lipShape(landmarks: Landmarks, width: number, height: number): LipShape | null {
  const outer = OUTER.map((id) => [x(landmarks, id), y(landmarks, id)] as const);
  const inner = INNER.map((id) => [x(landmarks, id), y(landmarks, id)] as const);
  const mouthWidth = Math.max(Math.hypot(x(landmarks, 291) - x(landmarks, 61), y(landmarks, 291) - y(landmarks, 61)), 4);
  const box = boxOf(outer, 0.1 * mouthWidth + 3, width, height);
  if (box.width < 3 || box.height < 3) return null;
  const insideOuter = signedDistance(smoothLoop(outer), box);
  const insideInner = signedDistance(smoothLoop(inner), box);
  const gap = Math.max(...inner.slice(1, 10).map((point, index) => Math.hypot(point[0] - (inner[19 - index]?.[0] ?? 0), point[1] - (inner[19 - index]?.[1] ?? 0))));
  const closed = clamp(2 - gap / mouthWidth / TOUCHING);
  const shift = closed * 2 * TOUCHING * mouthWidth;
  const alpha = insideOuter.map((distance, at) => clamp(0.5 + distance / FEATHER_PX) * clamp((shift - (insideInner[at] ?? 0)) / FEATHER_PX));
  return { box, mouthWidth, insideOuter, insideInner, alpha, sheen: sheenOf(landmarks, box, insideOuter, insideInner) };
}

/** Takes teeth and the dark of the mouth out of the mask: pixels near the inner loop that look like neither lip. */
export function guardMouth(shape: LipShape, linear: Float32Array): Float32Array {
  const { box, mouthWidth, insideOuter, insideInner, alpha } = shape;
  const count = box.width * box.height;
  const lab = linearToLab(linear);
  const sure: number[] = [];
  for (let at = 0; at < count; at++) if ((insideOuter[at] ?? 0) > EDGE * mouthWidth && (insideInner[at] ?? 0) < -INSIDE * mouthWidth) sure.push(at);
  if (sure.length < 30) return alpha;
  const lightness = spread(sure.map((at) => lab[at * 3] ?? 0), 4);
  const red = spread(sure.map((at) => lab[at * 3 + 1] ?? 0), 2.5);
  const between = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const near = clamp(2 + (2 * (insideInner[at] ?? 0)) / (INSIDE * mouthWidth));
    if (near === 0) continue;
    const paler = (red.median - (lab[at * 3 + 1] ?? 0)) / red.sd;
    const lighter = ((lab[at * 3] ?? 0) - lightness.median) / lightness.sd;
    const teeth = clamp(paler - 0.8) * clamp(lighter - 0.3);
    between[at] = near * Math.max(teeth, clamp((-lighter - 3) / 1.5));
  }
  return alpha.map((value, at) => value * (1 - neighbourMax(between, at, box)));
}

function spread(values: number[], least: number): { median: number; sd: number } {
  const middle = median(values);
  return { median: middle, sd: Math.max(1.5 * median(values.map((value) => Math.abs(value - middle))), least) };
}

export function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

function neighbourMax(values: Float32Array, at: number, { width }: Box): number {
  let most = 0;
  for (const row of [-width, 0, width]) for (const column of [-1, 0, 1]) most = Math.max(most, values[at + row + column] ?? 0);
  return most;
}

function boxOf(points: readonly (readonly [number, number])[], margin: number, width: number, height: number): Box {
  const left = clamp(Math.floor(Math.min(...points.map((point) => point[0])) - margin), 0, width);
  const top = clamp(Math.floor(Math.min(...points.map((point) => point[1])) - margin), 0, height);
  const right = clamp(Math.ceil(Math.max(...points.map((point) => point[0])) + margin), left, width);
  const bottom = clamp(Math.ceil(Math.max(...points.map((point) => point[1])) + margin), top, height);
  return { left, top, width: right - left, height: bottom - top };
}

/** A closed Catmull-Rom curve through the points. */
export function smoothLoop(points: readonly (readonly [number, number])[], steps = CURVE_STEPS): [number, number][] {
  const n = points.length;
  return points.flatMap((p1, index) => {
    const p0 = points[(index + n - 1) % n] ?? p1;
    const p2 = points[(index + 1) % n] ?? p1;
    const p3 = points[(index + 2) % n] ?? p1;
    const along = (t: number, a: number, b: number, c: number, d: number): number =>
      (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - 3 * c + d - a) * t ** 3) / 2;
    return Array.from({ length: steps }, (_, step): [number, number] => {
      const t = step / steps;
      return [along(t, p0[0], p1[0], p2[0], p3[0]), along(t, p0[1], p1[1], p2[1], p3[1])];
    });
  });
}

/** Distance of every pixel's middle to the loop, positive inside (even-odd). */
function signedDistance(loop: readonly [number, number][], box: Box): Float32Array {
  const out = new Float32Array(box.width * box.height);
  const n = loop.length;
  for (let row = 0; row < box.height; row++)
    for (let column = 0; column < box.width; column++) {
      const px = box.left + column + 0.5;
      const py = box.top + row + 0.5;
      let best = Number.POSITIVE_INFINITY;
      let inside = false;
      for (let i = 0, j = n - 1; i < n; j = i++) {
        const [ax, ay] = loop[j] as [number, number];
        const [bx, by] = loop[i] as [number, number];
        const wx = bx - ax;
        const wy = by - ay;
        const t = clamp(((px - ax) * wx + (py - ay) * wy) / (wx * wx + wy * wy || 1));
        const dx = px - ax - t * wx;
        const dy = py - ay - t * wy;
        best = Math.min(best, dx * dx + dy * dy);
        if (ay > py !== by > py && px < ax + ((py - ay) / (by - ay)) * wx) inside = !inside;
      }
      out[row * box.width + column] = inside ? Math.sqrt(best) : -Math.sqrt(best);
    }
  return out;
}

function sheenOf(landmarks: Landmarks, box: Box, insideOuter: Float32Array, insideInner: Float32Array): Float32Array {
  const middleX = (x(landmarks, 78) + x(landmarks, 308)) / 2;
  const middleY = (y(landmarks, 78) + y(landmarks, 308)) / 2;
  const wayX = x(landmarks, 308) - x(landmarks, 78);
  const wayY = y(landmarks, 308) - y(landmarks, 78);
  const length = Math.max(Math.hypot(wayX, wayY), 1e-6);
  const flip = -wayY * (x(landmarks, 17) - x(landmarks, 0)) + wayX * (y(landmarks, 17) - y(landmarks, 0)) < 0 ? -1 : 1;
  const down = [(-wayY / length) * flip, (wayX / length) * flip] as const;
  const bow = ((x(landmarks, 13) + x(landmarks, 14)) / 2 - middleX) * down[0] + ((y(landmarks, 13) + y(landmarks, 14)) / 2 - middleY) * down[1];
  return insideOuter.map((outside, at) => {
    const fromX = box.left + (at % box.width) + 0.5 - middleX;
    const fromY = box.top + Math.floor(at / box.width) + 0.5 - middleY;
    const along = ((fromX * wayX + fromY * wayY) / length ** 2) * 2;
    const inner = insideInner[at] ?? 0;
    const across = clamp(-inner / Math.max(outside - inner, 0.5));
    const lower = fromX * down[0] + fromY * down[1] > bow * (1 - clamp(along, -1) ** 2);
    if (lower) return Math.exp(-(((across - 0.42) / 0.13) ** 2) - (along / 0.42) ** 2) * 0.8;
    return Math.exp(-(((across - 0.62) / 0.12) ** 2) - ((Math.abs(along) - 0.26) / 0.15) ** 2) * 0.45;
  });
}
