/** What a tap means: a product, a place on the floor, or nothing. Pure; metres. */
import { hides, type Block, type Vector } from "./bake";
import { footprint } from "./island";
import type { Hall, Spot } from "./layout";
import type { Point } from "./route";

export type Picked = { readonly sku: string } | { readonly floor: Point } | null;

const FINGER_M = 0.14; // a pearl is tapped as easily as a sofa
const FAR_M = 60;

export function pick(hall: Hall, eye: Vector, toward: Vector): Picked {
  const ray: Vector = [toward[0] * FAR_M, toward[1] * FAR_M, toward[2] * FAR_M];
  const hit = hall.spots
    .filter((spot) => hides(blockOf(spot), eye, ray))
    .map((spot) => ({ spot, distance: Math.hypot(spot.x - eye[0], spot.z - eye[2]) + (flat(spot) ? FAR_M : 0) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const floor = floorAt(hall, eye, toward);
  if (hit && !(flat(hit.spot) && !floor)) return { sku: hit.spot.sku };
  return floor ? { floor } : null;
}

/** The block a finger may touch: the thing itself, made thicker where it is small, and its pedestal. */
function blockOf(spot: Spot): Block {
  const { x, z, halfX, halfZ } = footprint(spot);
  const [more, height] = [FINGER_M, spot.size[1]];
  const [low, high] = spot.on === "wall" ? [spot.y - height / 2, spot.y + height / 2] : [spot.y, spot.y + height];
  const grow = (half: number): number => (flat(spot) ? half : Math.max(half, more));
  return {
    low: [x - grow(halfX), low - (spot.on === "pedestal" ? more : 0), z - grow(halfZ)],
    high: [x + grow(halfX), high + (spot.on === "pedestal" ? more : 0), z + grow(halfZ)],
  };
}

/** What one walks over: it is chosen only where nothing stands before it. */
function flat(spot: Spot): boolean {
  return spot.on === "floor" && spot.size[1] < 0.05;
}

function floorAt({ minX, maxX, minZ, maxZ }: Hall, eye: Vector, toward: Vector): Point | null {
  if (toward[1] >= -0.02) return null;
  const share = -eye[1] / toward[1];
  const point = { x: eye[0] + toward[0] * share, z: eye[2] + toward[2] * share };
  return point.x > minX && point.x < maxX && point.z > minZ && point.z < maxZ ? point : null;
}
