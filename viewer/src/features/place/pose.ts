/** Where a product stands once placed: always upright, always at its true size. Pure. */
import type { Hit, Point, Surface } from "./hits";

export interface Pose {
  position: Point;
  /** Turn about y; 0 faces +z. */
  yawRad: number;
}

/** The smallest and largest corner of a model in its own space, metres. */
export interface Bounds {
  min: Point;
  max: Point;
}

/** On a floor or table the front turns to the viewer; on a wall it turns away from the wall. */
export function restingPose({ position, normal }: Hit, surface: Surface, viewer: Point): Pose {
  if (surface === "wall") return { position, yawRad: Math.atan2(normal[0], normal[2]) };
  return { position, yawRad: Math.atan2(viewer[0] - position[0], viewer[2] - position[2]) };
}

/** Moves a model so that what touches the surface is its origin: bottom middle, back middle, or top middle. */
export function touchingOffset({ min, max }: Bounds, surface: Surface): Point {
  const middle = (axis: 0 | 1 | 2): number => -(min[axis] + max[axis]) / 2;
  if (surface === "wall") return [middle(0), middle(1), -min[2]];
  return [middle(0), surface === "ceiling" ? -max[1] : -min[1], middle(2)];
}

/** Where the pose is after its anchor moved from `from` to `to`, as the device understands the room better. */
export function follow(pose: Pose, from: Point, to: Point): Pose {
  const [x, y, z] = pose.position;
  return { ...pose, position: [x + to[0] - from[0], y + to[1] - from[1], z + to[2] - from[2]] };
}
