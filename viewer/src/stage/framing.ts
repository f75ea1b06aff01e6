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
  const right = normalized([toward[2], 0, -toward[0]]);
  const up = cross(toward, right);
  const tanY = Math.tan(view.fovYRad / 2) * fill[1];
  const tanX = Math.tan(view.fovYRad / 2) * view.aspect * fill[0];
  let distance = 0;
  for (const corner of corners(size)) {
    const near = dot(corner, toward);
    const wanted = near + Math.max(Math.abs(dot(corner, right)) / tanX, Math.abs(dot(corner, up)) / tanY);
    distance = Math.max(distance, wanted);
  }
  return distance;
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
