/** Puts glasses on: the bridge on the nose, temples turned at their hinges to the ears, nothing inside the face, true size. */
import { Matrix4, Quaternion, Vector3, type Object3D } from "three";

const BRIDGE: readonly (readonly [number, number])[] = [[168, 0.15], [6, 0.7], [197, 0.15]];
const TILT_MOST = (6 * Math.PI) / 180;
const YAW_MOST = (14 * Math.PI) / 180;
const NOD_MOST = (4 * Math.PI) / 180;
const TOUCH_M = 0.0015;
const PUSH_MOST_M = 0.01;
const BAND_M = 0.008;

/** A temple: its node, its hinge and its points in the product's space. */
export interface Temple {
  node: Object3D;
  rest: Quaternion;
  hinge: Vector3;
  points: Vector3[];
}

/** Product space to face space. */
export function placeGlasses(temples: readonly Temple[], front: readonly Vector3[], shape: readonly Vector3[], ears: readonly Vector3[]): Matrix4 {
  const bridge = new Vector3();
  for (const [id, weight] of BRIDGE) bridge.addScaledVector(shape[id] ?? new Vector3(), weight);
  const tilts = temples.map((temple) => {
    const target = nearest(ears, temple).clone().sub(bridge);
    const under = atDepth(temple, target.z);
    return Math.atan2(target.y, -target.z) - Math.atan2(under.y, -under.z);
  });
  const tilt = tilts.length ? clamp(tilts.reduce((sum, angle) => sum + angle, 0) / tilts.length, TILT_MOST) : 0;
  const placed = new Matrix4().makeRotationX(tilt).setPosition(bridge);
  return placed.setPosition(bridge.x, bridge.y, bridge.z + push(placed, front, shape));
}

/** Turns a temple at its hinge so that it lies over the ear. */
export function openTemple(temple: Temple, T_face_product: Matrix4, ears: readonly Vector3[]): void {
  const target = nearest(ears, temple).clone().applyMatrix4(T_face_product.clone().invert());
  const wanted = target.clone().sub(temple.hinge);
  const now = atDepth(temple, target.z).sub(temple.hinge);
  const yaw = clamp(Math.atan2(now.x, -now.z) - Math.atan2(wanted.x, -wanted.z), YAW_MOST);
  const nod = clamp(Math.atan2(wanted.y, -wanted.z) - Math.atan2(now.y, -now.z), NOD_MOST);
  const turn = new Quaternion().setFromAxisAngle(new Vector3(0, 1, 0), yaw).multiply(new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), nod));
  temple.node.quaternion.copy(temple.rest).premultiply(turn);
}

function nearest(ears: readonly Vector3[], temple: Temple): Vector3 {
  return ears.reduce((best, ear) => (Math.abs(ear.x - temple.hinge.x) < Math.abs(best.x - temple.hinge.x) ? ear : best));
}

/** Inner side and underside of the temple where it passes this depth. */
function atDepth(temple: Temple, z: number): Vector3 {
  const end = Math.min(...temple.points.map((point) => point.z));
  const depth = Math.max(z, end + BAND_M);
  const band = temple.points.filter((point) => Math.abs(point.z - depth) < BAND_M);
  const near = band.length ? band : [...temple.points].sort((a, b) => Math.abs(a.z - depth) - Math.abs(b.z - depth)).slice(0, 8);
  const inner = near.reduce((best, point) => (Math.abs(point.x) < Math.abs(best.x) ? point : best));
  return new Vector3(inner.x, Math.min(...near.map((point) => point.y)), depth);
}

/** How far the front comes forward so that it lies no deeper in the face than skin gives way. */
function push(T_face_product: Matrix4, front: readonly Vector3[], shape: readonly Vector3[]): number {
  const depths: number[] = [];
  for (const point of front) {
    const at = point.clone().applyMatrix4(T_face_product);
    const skin = surfaceAt(shape, at.x, at.y);
    if (skin !== null && skin - at.z < 0.03) depths.push(skin - at.z);
  }
  depths.sort((a, b) => a - b);
  const deep = depths[Math.floor(depths.length * 0.995)] ?? 0;
  return Math.min(PUSH_MOST_M, Math.max(0, deep - TOUCH_M));
}

/** The face's depth at (x, y): the three nearest points, weighted by their distance; null beside the face. */
function surfaceAt(shape: readonly Vector3[], x: number, y: number): number | null {
  const best: { d: number; z: number }[] = [];
  for (const point of shape) {
    const d = Math.hypot(point.x - x, point.y - y);
    if (best.length < 3 || d < (best[2]?.d ?? 0)) {
      best.push({ d, z: point.z });
      best.sort((a, b) => a.d - b.d);
      best.length = Math.min(best.length, 3);
    }
  }
  if ((best[0]?.d ?? 1) > 0.012) return null;
  const weights = best.map(({ d }) => 1 / (d + 1e-4));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return best.reduce((sum, { z }, index) => sum + z * (weights[index] ?? 0), 0) / total;
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
