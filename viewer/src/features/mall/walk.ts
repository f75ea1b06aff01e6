/** How one moves: a step by the keys that slides along what stands in the way, a stride along a route. Pure; metres. */
import { isFree, type Ground, type Point } from "./route";
import { shortestTurn } from "./trail";

/** Where I stand and look. Yaw 0 looks along -z, positive turns left; pitch up is positive. */
export interface Stance extends Point {
  readonly yawRad: number;
  readonly pitchRad: number;
}

/** What the keys ask for, each -1…1. */
export interface Wish {
  readonly ahead: number;
  readonly right: number;
  readonly turnLeft: number;
}

export const EYE_M = 1.6;
export const MAX_PITCH_RAD = 1.1;
const SPEED_M_PER_S = 1.9;
const TURN_RAD_PER_S = 1.7;
const LONGEST_STEP_S = 0.1; // after a pause nobody leaps
const FASTEST_M_PER_S = 3.4;
const SLOWEST_M_PER_S = 0.35;
const TURN_TIME_S = 0.28; // by when two thirds of a turn towards something are done

export function step(ground: Ground, at: Stance, wish: Wish, seconds: number): Stance {
  const time = Math.min(seconds, LONGEST_STEP_S);
  const yawRad = at.yawRad + wish.turnLeft * TURN_RAD_PER_S * time;
  const length = Math.hypot(wish.ahead, wish.right);
  if (!length) return { ...at, yawRad };
  const stride = (SPEED_M_PER_S * time) / Math.max(1, length);
  const [s, c] = [Math.sin(yawRad), Math.cos(yawRad)];
  const dx = (-s * wish.ahead + c * wish.right) * stride;
  const dz = (-c * wish.ahead - s * wish.right) * stride;
  return { ...at, ...slid(ground, at, dx, dz), yawRad };
}

/** The farthest of the whole step, its x and its z that is free. */
function slid(ground: Ground, { x, z }: Point, dx: number, dz: number): Point {
  const tries = [{ x: x + dx, z: z + dz }, { x: x + dx, z }, { x, z: z + dz }];
  return tries.find((point) => isFree(ground, point)) ?? { x, z };
}

export interface Journey {
  /** Where to walk through; the last one is the goal. */
  readonly points: readonly Point[];
  /** How to look at the end; null leaves it. */
  readonly facing: { readonly yawRad: number; readonly pitchRad: number } | null;
}

/** The stance after some seconds of a journey, and what is left of it (null: there). */
export function travel(at: Stance, journey: Journey, seconds: number): { at: Stance; left: Journey | null } {
  const time = Math.min(seconds, LONGEST_STEP_S);
  const turned = facing(at, journey.facing, time);
  let reach = time * Math.min(FASTEST_M_PER_S, Math.max(SLOWEST_M_PER_S, remaining(at, journey.points) * 2.4));
  let here: Point = at;
  let points = journey.points;
  while (points.length && reach > 0) {
    const next = points[0]!;
    const distance = Math.hypot(next.x - here.x, next.z - here.z);
    if (distance > reach) {
      here = { x: here.x + ((next.x - here.x) * reach) / distance, z: here.z + ((next.z - here.z) * reach) / distance };
      break;
    }
    [here, reach, points] = [next, reach - distance, points.slice(1)];
  }
  const done = !points.length && looksThere(turned, journey.facing);
  return { at: { ...turned, x: here.x, z: here.z }, left: done ? null : { ...journey, points } };
}

/** The journey's end at once, for who wants no motion. */
export function arrived(at: Stance, { points, facing: look }: Journey): Stance {
  return { ...at, ...(points.at(-1) ?? {}), ...(look ?? {}) };
}

function remaining(from: Point, points: readonly Point[]): number {
  let [sum, last] = [0, from];
  for (const point of points) {
    sum += Math.hypot(point.x - last.x, point.z - last.z);
    last = point;
  }
  return sum;
}

function facing(at: Stance, look: Journey["facing"], time: number): Stance {
  if (!look) return at;
  const share = 1 - Math.exp(-time / TURN_TIME_S);
  return {
    ...at,
    yawRad: at.yawRad + shortestTurn(look.yawRad - at.yawRad) * share,
    pitchRad: at.pitchRad + (look.pitchRad - at.pitchRad) * share,
  };
}

function looksThere(at: Stance, look: Journey["facing"]): boolean {
  return !look || Math.abs(shortestTurn(look.yawRad - at.yawRad)) + Math.abs(look.pitchRad - at.pitchRad) < 0.004;
}
