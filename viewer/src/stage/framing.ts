/** How far a camera stands so that a box fills its picture. Pure. */
export interface View {
  fovYRad: number;
  aspect: number;
}

export type Triple = readonly [number, number, number];

/** The direction from the product to the camera: a little from the right and above, as a catalogue shows things. */
export const THREE_QUARTER: Triple = normalized([0.52, 0.3, 1]);

export function normalized([x, y, z]: Triple): Triple {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/**
 * The distance from the box's middle at which all its corners lie in the picture.
 *
 * @param size the box's sides in metres.
 * @param toward unit vector from the box's middle to the camera.
 * @param fill share of the picture's width and height the box may take, 0…1.
 */
export function fitDistance(size: Triple, toward: Triple, view: View, fill: readonly [number, number]): number {
  const { right, up, tanX, tanY } = sides(toward, view, fill);
  let distance = 0;
  for (const corner of corners(size)) {
    const near = dot(corner, toward);
    distance = Math.max(distance, near + Math.max(Math.abs(dot(corner, right)) / tanX, Math.abs(dot(corner, up)) / tanY));
  }
  return distance;
}

/**
 * The nearest camera that sees all points, and the point it looks at: the points lie in the picture's middle, whatever
 * their depths do to perspective.
 *
 * @param points metres.
 * @param toward unit vector from the points to the camera.
 * @param fill share of the picture's width and height the points may take, 0…1.
 */
export function fitPoints(points: readonly Triple[], toward: Triple, view: View, fill: readonly [number, number]): { distance: number; target: Triple } {
  const { right, up, tanX, tanY } = sides(toward, view, fill);
  const across = span(points, right, toward, tanX);
  const upward = span(points, up, toward, tanY);
  const target = [0, 1, 2].map((axis) => across.middle * (right[axis] ?? 0) + upward.middle * (up[axis] ?? 0)) as unknown as Triple;
  return { distance: Math.max(across.distance, upward.distance), target };
}

/** The picture's own directions, and how far it reaches along them per metre of distance. */
function sides(toward: Triple, view: View, fill: readonly [number, number]): { right: Triple; up: Triple; tanX: number; tanY: number } {
  const right = normalized([toward[2], 0, -toward[0]]);
  const tan = Math.tan(view.fovYRad / 2);
  return { right, up: cross(toward, right), tanX: tan * view.aspect * fill[0], tanY: tan * fill[1] };
}

/** Along one side of the picture: |offset - middle| <= tan * (distance - nearness) for every point, solved exactly. */
function span(points: readonly Triple[], side: Triple, toward: Triple, tan: number): { distance: number; middle: number } {
  const most = Math.max(...points.map((point) => dot(point, side) + tan * dot(point, toward)));
  const least = Math.max(...points.map((point) => -dot(point, side) + tan * dot(point, toward)));
  return { distance: (most + least) / (2 * tan), middle: (most - least) / 2 };
}

function corners([x, y, z]: Triple): Triple[] {
  const signs = [-0.5, 0.5];
  return signs.flatMap((a) => signs.flatMap((b) => signs.map((c): Triple => [a * x, b * y, c * z])));
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
