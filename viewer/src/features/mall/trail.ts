/**
 * Where a friend is between two messages. Poses come about 15 times a second and not evenly; we show a moment that lies
 * a little in the past, so that there is nearly always a pose on either side of it. Pure: time is passed in.
 */
export interface Pose {
  readonly x: number;
  readonly z: number;
  readonly yawRad: number;
}

export interface Trail {
  /** A pose at the server's `time_s`. */
  push(time_s: number, pose: Pose): void;
  /** The pose at a moment of the server's clock; null before any came. */
  at(time_s: number): Pose | null;
}

const KEPT_S = 1;
const TICK_S = 1 / 15; // as the server ticks while somebody moves
const STOOD_S = 3 * TICK_S; // no pose for so long: nobody moved until the new one's own tick
const LEAP_M = 4; // farther in one tick than anyone walks: a jump, shown as one

interface Sample extends Pose {
  readonly time_s: number;
}

export function createTrail(): Trail {
  let samples: Sample[] = [];
  return {
    push(time_s, pose) {
      const last = samples.at(-1);
      if (last && time_s <= last.time_s) return;
      if (last && time_s - last.time_s > STOOD_S) samples.push({ ...last, time_s: time_s - TICK_S });
      samples.push({ time_s, x: pose.x, z: pose.z, yawRad: pose.yawRad });
      const firstKept = samples.findIndex((sample) => sample.time_s >= time_s - KEPT_S);
      samples = samples.slice(Math.max(0, firstKept - 1));
    },
    at(time_s) {
      const next = samples.findIndex((sample) => sample.time_s > time_s);
      if (next === -1) return samples.at(-1) ?? null;
      const [from, to] = [samples[next - 1], samples[next]!];
      return from ? between(from, to, (time_s - from.time_s) / (to.time_s - from.time_s)) : to;
    },
  };
}

/** The pose a share of the way from one to another, turning the shorter way round. */
export function between(from: Pose, to: Pose, share: number): Pose {
  if (Math.hypot(to.x - from.x, to.z - from.z) > LEAP_M) return share < 1 ? from : to;
  return {
    x: from.x + (to.x - from.x) * share,
    z: from.z + (to.z - from.z) * share,
    yawRad: from.yawRad + shortestTurn(to.yawRad - from.yawRad) * share,
  };
}

/** The same turn within half a circle either way, radians. */
export function shortestTurn(rad: number): number {
  return Math.atan2(Math.sin(rad), Math.cos(rad));
}

export interface ServerClock {
  /** A message that says `server_s` arrived at `local_s`. */
  heard(server_s: number, local_s: number): void;
  /** The server's moment to show now. */
  shown(local_s: number): number;
}

const DELAY_S = 0.1;
const WINDOW = 40;

/** The server's clock as seen from here: the quickest of the last messages tells the offset best. */
export function createServerClock(delay_s = DELAY_S): ServerClock {
  let offsets: number[] = [];
  return {
    heard(server_s, local_s) {
      offsets = [...offsets, server_s - local_s].slice(-WINDOW);
    },
    shown: (local_s) => local_s + (offsets.length ? Math.max(...offsets) : 0) - delay_s,
  };
}
