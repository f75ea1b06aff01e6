/**
 * The daylight on a hall's surfaces, worked out once when it is built: light from luminous panels in the ceiling, soft
 * shadows of what stands in the way, and the dimness of corners. Pure; metres.
 */
export type Vector = readonly [number, number, number];

/** A panel in the ceiling that shines straight down. */
export interface Panel {
  readonly minX: number;
  readonly maxX: number;
  readonly minZ: number;
  readonly maxZ: number;
  readonly y: number;
}

export interface Block {
  readonly low: Vector;
  readonly high: Vector;
}

/** A rectangle: `origin` and its two sides; texels go along `u` first. */
export interface Surface {
  readonly origin: Vector;
  readonly u: Vector;
  readonly v: Vector;
  readonly normal: Vector;
  readonly columns: number;
  readonly rows: number;
}

const SAMPLES = 5; // along each side of a panel: 25 points make a soft edge
const REACH_M = 3.2; // blocks farther away shade no texel: light comes from above
const CORNER_M = 0.5;
const CORNER_DIM = 0.12;

export interface Baked {
  /** Irradiance at each texel over that of a point right below one endless panel: 0 none, 1 full. */
  readonly light: Float32Array;
  /** The share of the panels' light that nothing keeps away: 1 in the open, 0 below a sofa. */
  readonly open: Float32Array;
}

export function bakeLight(surface: Surface, panels: readonly Panel[], blocks: readonly Block[]): Baked {
  const { columns, rows, normal } = surface;
  const lamps = panels.flatMap(pointsOf);
  const light = new Float32Array(columns * rows);
  const open = new Float32Array(columns * rows).fill(1);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const at = pointAt(surface, (column + 0.5) / columns, (row + 0.5) / rows);
      const near = blocks.filter((block) => distanceTo(block, at) < REACH_M);
      let [all, seen] = [0, 0];
      for (const { point, area } of lamps) {
        const toward: Vector = [point[0] - at[0], point[1] - at[1], point[2] - at[2]];
        const part = irradiance(toward, normal) * area;
        all += part;
        if (part && !near.some((block) => hides(block, at, toward))) seen += part;
      }
      light[row * columns + column] = seen;
      if (all) open[row * columns + column] = seen / all;
    }
  }
  return { light: softened(light, columns, rows), open: softened(open, columns, rows) };
}

/** How much of the room's own glow reaches a texel: less where it meets another wall, floor or ceiling. */
export function bakeCorners(surface: Surface): Float32Array {
  const { columns, rows, u, v } = surface;
  const glow = new Float32Array(columns * rows);
  const [width, height] = [length(u), length(v)];
  const dim = (distance: number): number => 1 - CORNER_DIM * Math.exp(-distance / CORNER_M);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [x, y] = [((column + 0.5) / columns) * width, ((row + 0.5) / rows) * height];
      glow[row * columns + column] = dim(x) * dim(width - x) * dim(y) * dim(height - y);
    }
  }
  return glow;
}

function pointsOf({ minX, maxX, minZ, maxZ, y }: Panel): { point: Vector; area: number }[] {
  const area = ((maxX - minX) * (maxZ - minZ)) / SAMPLES ** 2;
  return Array.from({ length: SAMPLES ** 2 }, (_, index) => {
    const [a, b] = [(index % SAMPLES) + 0.5, Math.floor(index / SAMPLES) + 0.5];
    return { point: [minX + ((maxX - minX) * a) / SAMPLES, y, minZ + ((maxZ - minZ) * b) / SAMPLES] as const, area };
  });
}

/** Of a square metre of panel that shines straight down, seen in direction and distance `toward`. */
function irradiance(toward: Vector, normal: Vector): number {
  const square = toward[0] ** 2 + toward[1] ** 2 + toward[2] ** 2;
  const facing = toward[0] * normal[0] + toward[1] * normal[1] + toward[2] * normal[2];
  return facing <= 0 || toward[1] <= 0 ? 0 : (facing * toward[1]) / (Math.PI * square * square);
}

/** Whether a block lies on the way from `at` along the whole of `toward`. */
export function hides({ low, high }: Block, at: Vector, toward: Vector): boolean {
  let [enter, leave] = [1e-4, 1];
  for (let axis = 0; axis < 3; axis += 1) {
    const [from, along] = [at[axis]!, toward[axis]!];
    if (Math.abs(along) < 1e-9) {
      if (from < low[axis]! || from > high[axis]!) return false;
      continue;
    }
    const [a, b] = [(low[axis]! - from) / along, (high[axis]! - from) / along];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
    if (enter >= leave) return false;
  }
  return true;
}

function distanceTo({ low, high }: Block, [x, , z]: Vector): number {
  return Math.hypot(Math.max(low[0] - x, 0, x - high[0]), Math.max(low[2] - z, 0, z - high[2]));
}

function pointAt({ origin, u, v }: Surface, a: number, b: number): Vector {
  return [origin[0] + u[0] * a + v[0] * b, origin[1] + u[1] * a + v[1] * b, origin[2] + u[2] * a + v[2] * b];
}

function length([x, y, z]: Vector): number {
  return Math.hypot(x, y, z);
}

/** Each texel and its neighbours, averaged: the few points of a panel leave no steps. */
function softened(light: Float32Array, columns: number, rows: number): Float32Array {
  const soft = new Float32Array(light.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let [sum, count] = [0, 0];
      for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y += 1)
        for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x += 1) {
          sum += light[y * columns + x]!;
          count += 1;
        }
      soft[row * columns + column] = sum / count;
    }
  }
  return soft;
}
