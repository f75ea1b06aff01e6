/** Which of a frame's hits a product can stand on or hang from. Pure. */
import type { Attach } from "../../contract";

export type Point = readonly [number, number, number];

export interface Hit {
  /** Metres, in the reference space (y up, floor near 0). */
  position: Point;
  /** Unit vector out of the surface: a hit pose's own y axis. */
  normal: Point;
}

export type Surface = "floor" | "table" | "wall" | "ceiling";

const LEVEL = Math.cos(Math.PI / 18); // a floor or table top may lean 10°, a scanned one leans less than 1°
const UPRIGHT = Math.sin(Math.PI / 18);
const FLOOR_GUESS_M = 0.4; // the device's own guess of the floor, y = 0, is this good: a desk seen first is no floor
const BEHIND_M = 0.15; // a scan's mesh and its fitted plane lie this close; what lies farther is behind something
const FLOOR_STEP_M = 0.15; // higher than this above the lowest level seen is furniture

/** Reads a hit from a column-major 4 × 4 pose matrix. */
export function hitFromMatrix(matrix: ArrayLike<number>): Hit {
  const at = (index: number): number => matrix[index] ?? 0;
  return { position: [at(12), at(13), at(14)], normal: [at(4), at(5), at(6)] };
}

/** What a product rests on; what is worn rests on a table when it is not worn. */
export function surfaceOf(attach: Attach): Surface {
  return attach === "floor" || attach === "wall" || attach === "ceiling" ? attach : "table";
}

/**
 * The index of the first hit a product can rest on, or −1.
 *
 * Hits come sorted by distance over everything seen: table tops, sides of furniture, walls. A sofa must land neither on
 * the desk before it nor on the floor under that desk: a floor is level, faces up, is no higher than a step above the
 * lowest level seen, and nothing stands clearly before it.
 *
 * @param lowestM the lowest level surface seen so far, null before the first.
 */
export function pickHit(hits: readonly Hit[], surface: Surface, lowestM: number | null): number {
  const highestM = Math.min(FLOOR_GUESS_M, lowestM === null ? FLOOR_GUESS_M : lowestM + FLOOR_STEP_M);
  const nearest = hits[0]?.position;
  return hits.findIndex(({ position, normal }) => {
    if (nearest && distance(position, nearest) > BEHIND_M) return false;
    if (surface === "wall") return Math.abs(normal[1]) <= UPRIGHT;
    if (surface === "ceiling") return normal[1] <= -LEVEL;
    return normal[1] >= LEVEL && (surface === "table" || position[1] <= highestM);
  });
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** The lowest level surface, with this frame's hits. */
export function lowestLevel(hits: readonly Hit[], before: number | null): number | null {
  const levels = hits.filter(({ normal }) => normal[1] >= LEVEL).map(({ position }) => position[1]);
  return levels.reduce<number | null>((lowest, y) => (lowest === null ? y : Math.min(lowest, y)), before);
}
