/** A way on foot round what stands in a hall: A* on a grid, then pulled straight. Pure; metres. */
import type { Footprint } from "./island";

export interface Point {
  readonly x: number;
  readonly z: number;
}

export interface Ground {
  readonly minX: number;
  readonly maxX: number;
  readonly minZ: number;
  readonly maxZ: number;
  readonly obstacles: readonly Footprint[];
}

export const BODY_M = 0.28; // half a person's width, and a little
const CELL_M = 0.25;
const STEPS: readonly (readonly [number, number])[] = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1]];

/** Whether someone can stand there. */
export function isFree(ground: Ground, { x, z }: Point, body = BODY_M): boolean {
  const { minX, maxX, minZ, maxZ, obstacles } = ground;
  if (x < minX + body || x > maxX - body || z < minZ + body || z > maxZ - body) return false;
  return !obstacles.some((box) => Math.abs(x - box.x) < box.halfX + body && Math.abs(z - box.z) < box.halfZ + body);
}

/** The points to walk through, the last one `to` or the free spot nearest to it; empty when there is no way. */
export function findRoute(ground: Ground, from: Point, to: Point): readonly Point[] {
  const grid = gridOf(ground);
  const [start, goal] = [nearestFree(grid, from), nearestFree(grid, to)];
  if (start === null || goal === null) return [];
  const cells = search(grid, start, goal);
  if (!cells) return [];
  const end = isFree(ground, to) ? to : grid.point(goal);
  return pulled(ground, [from, ...cells.slice(1, -1).map(grid.point), end]).slice(1);
}

interface Grid {
  readonly columns: number;
  readonly free: readonly boolean[];
  cell(point: Point): number;
  point(cell: number): Point;
}

function gridOf(ground: Ground): Grid {
  const columns = Math.max(1, Math.ceil((ground.maxX - ground.minX) / CELL_M));
  const rows = Math.max(1, Math.ceil((ground.maxZ - ground.minZ) / CELL_M));
  const point = (cell: number): Point => ({
    x: ground.minX + ((cell % columns) + 0.5) * CELL_M,
    z: ground.minZ + (Math.floor(cell / columns) + 0.5) * CELL_M,
  });
  const within = (value: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(value / CELL_M)));
  return {
    columns,
    free: Array.from({ length: columns * rows }, (_, cell) => isFree(ground, point(cell))),
    cell: ({ x, z }) => within(z - ground.minZ, rows) * columns + within(x - ground.minX, columns),
    point,
  };
}

function nearestFree(grid: Grid, wanted: Point): number | null {
  const asked = grid.cell(wanted);
  if (grid.free[asked]) return asked;
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  grid.free.forEach((free, cell) => {
    const { x, z } = grid.point(cell);
    const distance = Math.hypot(x - wanted.x, z - wanted.z);
    if (free && distance < least) [best, least] = [cell, distance];
  });
  return best === -1 ? null : best;
}

function search(grid: Grid, start: number, goal: number): number[] | null {
  const cost = new Map([[start, 0]]);
  const before = new Map<number, number>();
  const open = new Map([[start, 0]]);
  const end = grid.point(goal);
  while (open.size) {
    const cell = cheapest(open);
    if (cell === goal) return trace(before, goal);
    open.delete(cell);
    for (const next of neighbours(grid, cell)) {
      const [a, b] = [grid.point(cell), grid.point(next)];
      const walked = cost.get(cell)! + Math.hypot(a.x - b.x, a.z - b.z);
      if (walked >= (cost.get(next) ?? Number.POSITIVE_INFINITY)) continue;
      cost.set(next, walked);
      before.set(next, cell);
      open.set(next, walked + Math.hypot(b.x - end.x, b.z - end.z));
    }
  }
  return null;
}

function cheapest(open: ReadonlyMap<number, number>): number {
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (const [cell, cost] of open) if (cost < least) [best, least] = [cell, cost];
  return best;
}

function neighbours({ columns, free }: Grid, cell: number): number[] {
  const column = cell % columns;
  return STEPS.flatMap(([dx, dz]) => {
    if (column + dx < 0 || column + dx >= columns) return [];
    const next = cell + dx + dz * columns;
    return free[next] && free[cell + dx] && free[cell + dz * columns] ? [next] : [];
  });
}

function trace(before: ReadonlyMap<number, number>, goal: number): number[] {
  const cells = [goal];
  for (let cell = before.get(goal); cell !== undefined; cell = before.get(cell)) cells.unshift(cell);
  return cells;
}

/** Leaves out every point that one can walk straight past. */
function pulled(ground: Ground, points: readonly Point[]): Point[] {
  const kept: Point[] = [points[0]!];
  let at = 0;
  while (at < points.length - 1) {
    let next = points.length - 1;
    while (next > at + 1 && !isClear(ground, points[at]!, points[next]!)) next -= 1;
    kept.push(points[next]!);
    at = next;
  }
  return kept;
}

function isClear(ground: Ground, a: Point, b: Point): boolean {
  const steps = Math.ceil(Math.hypot(b.x - a.x, b.z - a.z) / 0.08);
  for (let step = 1; step < steps; step += 1) {
    const share = step / steps;
    if (!isFree(ground, { x: a.x + (b.x - a.x) * share, z: a.z + (b.z - a.z) * share }, BODY_M - 0.02)) return false;
  }
  return true;
}
