/** Dimension lines beside a footprint, as an architect draws them: along the near sides, clear of the thing itself. */
export type Point = readonly [x: number, y: number];

export interface DimensionLine {
  readonly side: "width" | "depth";
  readonly from: Point;
  readonly to: Point;
  /** Short lines that lead from the corners to the dimension line. */
  readonly feet: readonly (readonly [Point, Point])[];
  readonly label: Point;
}

export interface Outline {
  readonly lines: readonly DimensionLine[];
  readonly near: readonly (readonly [Point, Point])[];
  /** Sides that the thing itself hides. */
  readonly far: readonly (readonly [Point, Point])[];
}

const FOOT_PX = 5;
const EDGES = [
  ["width", 0, 1],
  ["depth", 1, 2],
  ["width", 2, 3],
  ["depth", 3, 0],
] as const;

/**
 * @param corners back left, back right, front right, front left as the product faces; pixels, y down.
 * @param clear_px how far the dimension lines stand off.
 * @param label_px how far a label's middle stands off its line.
 */
export function outlineOf(corners: readonly Point[], clear_px: number, label_px: number): Outline {
  if (corners.length !== 4) throw new Error(`footprint: expected 4 corners, got ${corners.length}`);
  const at = (index: number): Point => corners[index] ?? [0, 0];
  const middle = scaled(corners.reduce<Point>((sum, [x, y]) => [sum[0] + x, sum[1] + y], [0, 0]), 1 / 4);
  const near = { width: nearer(at, 0, 1, 2, 3), depth: nearer(at, 1, 2, 3, 0) };
  const edges = EDGES.map(([side, from, to]) => ({ side, from, to, ends: [at(from), at(to)] as const }));
  const isNear = (edge: (typeof edges)[number]): boolean => near[edge.side] === edge.from;
  return {
    lines: edges.filter(isNear).map((edge) => dimensionLine(edge.side, edge.ends, middle, clear_px, label_px)),
    near: edges.filter(isNear).map((edge) => edge.ends),
    far: edges.filter((edge) => !isNear(edge)).map((edge) => edge.ends),
  };
}

/** The first corner of whichever of two opposite edges lies lower in the picture, nearer to the one who looks. */
function nearer(at: (index: number) => Point, a: number, b: number, c: number, d: number): number {
  return at(a)[1] + at(b)[1] > at(c)[1] + at(d)[1] ? a : c;
}

function dimensionLine(side: "width" | "depth", [from, to]: readonly [Point, Point], middle: Point, clear_px: number, label_px: number): DimensionLine {
  const out = outward(from, to, middle);
  const off = (point: Point, by: number): Point => [point[0] + out[0] * by, point[1] + out[1] * by];
  const half: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  return {
    side,
    from: off(from, clear_px),
    to: off(to, clear_px),
    feet: [from, to].map((corner) => [off(corner, clear_px - FOOT_PX), off(corner, clear_px + FOOT_PX)] as const),
    label: off(half, clear_px + label_px),
  };
}

/** Unit vector across an edge, away from the footprint's middle. */
function outward(from: Point, to: Point, middle: Point): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const across: Point = [(to[1] - from[1]) / length, (from[0] - to[0]) / length];
  const away = across[0] * (from[0] - middle[0]) + across[1] * (from[1] - middle[1]);
  return away >= 0 ? across : scaled(across, -1);
}

function scaled([x, y]: Point, by: number): Point {
  return [x * by, y * by];
}
