/** Where an architect would draw a product's dimension lines. Pure: a box and a direction in, lines out. */
export type Point = readonly [number, number, number];
export type Side = "width" | "height" | "depth";

export interface Dimension {
  side: Side;
  metres: number;
  from: Point;
  to: Point;
  /** Unit vector along the ticks at both ends, away from the product. */
  tick: Point;
}

export interface Bounds {
  min: Point;
  max: Point;
}

/**
 * Three lines that stand off the box on the sides a viewer sees: width along the near front, depth along the near
 * side, height at the outer vertical edge of the side that carries no depth line, so that no two lines share a corner.
 *
 * @param towards from the box's middle to the viewer; only its x and z matter.
 * @param gap distance between product and line, metres.
 */
export function layoutDimensions({ min, max }: Bounds, towards: Point, gap: number): readonly Dimension[] {
  const right = towards[0] >= 0;
  const front = towards[2] >= 0;
  const [sideX, sideSign] = right ? [max[0], 1] : [min[0], -1];
  const [otherX, otherSign] = right ? [min[0], -1] : [max[0], 1];
  const [nearZ, nearSign] = front ? [max[2], 1] : [min[2], -1];
  const floor = min[1];
  const widthZ = nearZ + nearSign * gap;
  const depthX = sideX + sideSign * gap;
  const heightX = otherX + otherSign * gap;
  return [
    {
      side: "width",
      metres: max[0] - min[0],
      from: [min[0], floor, widthZ],
      to: [max[0], floor, widthZ],
      tick: [0, 0, nearSign],
    },
    {
      side: "depth",
      metres: max[2] - min[2],
      from: [depthX, floor, min[2]],
      to: [depthX, floor, max[2]],
      tick: [sideSign, 0, 0],
    },
    {
      side: "height",
      metres: max[1] - min[1],
      from: [heightX, min[1], nearZ],
      to: [heightX, max[1], nearZ],
      tick: [otherSign, 0, 0],
    },
  ];
}

/** The box with its dimension lines, for a camera that must see them all. */
export function withLines({ min, max }: Bounds, gap: number): Bounds {
  return { min: [min[0] - gap, min[1], min[2] - gap], max: [max[0] + gap, max[1], max[2] + gap] };
}

/** The ends of all strokes, in pairs: each line and its two ticks of half-length `tickM`. */
export function strokes(dimensions: readonly Dimension[], tickM: number): Point[] {
  return dimensions.flatMap(({ from, to, tick }) => [
    from,
    to,
    ...[from, to].flatMap((end) => [along(end, tick, -tickM), along(end, tick, tickM)]),
  ]);
}

export function middle({ from, to }: Dimension): Point {
  return [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2];
}

export function along(point: Point, direction: Point, metres: number): Point {
  return [point[0] + direction[0] * metres, point[1] + direction[1] * metres, point[2] + direction[2] * metres];
}
