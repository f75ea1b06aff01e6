/**
 * A head that hides and is not drawn: the person's face plate closed by a skull of our own, as arkit/face/wear/occluder.py.
 * And where the ears are, for the temples.
 */
import { BufferGeometry, Float32BufferAttribute, Vector3 } from "three";
import type { Camera } from "./camera";
import { facePoints, faceTriangles, POINTS } from "./canonical";
import type { Face } from "./face";

const SHRINK_M = 0.0015;
const FARTHEST_M = 0.015; // a landmark pulls its vertex no farther than this
const OVAL = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
  152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
const SKULL_CENTER: readonly [number, number, number] = [0, 0.03, -0.08];
const SKULL_HALF: readonly [number, number, number] = [0.074, 0.1, 0.096];
const RINGS = 14;
/** The fold between ear and skull that a temple lies in, wearer's left: the mean head of arkit/face/ears/ears.json. */
const REST: readonly [number, number, number] = [0.0795, 0.0017, -0.0867];

/** The face plate (468 points, face space, metres of the person): each canonical point moved to where it is seen. */
export function personShape(face: Face, camera: Camera): Vector3[] {
  const back = face.T_camera_face.clone().invert();
  return facePoints.map((point, id) => {
    const model = new Vector3(...(point as [number, number, number])).multiplyScalar(face.factor);
    const away = -model.clone().applyMatrix4(face.T_camera_face).z;
    const x = (((face.landmarks[id * 2] ?? 0) - camera.cx) / camera.focal) * away;
    const y = (-((face.landmarks[id * 2 + 1] ?? 0) - camera.cy) / camera.focal) * away;
    const pull = new Vector3(x, y, -away).applyMatrix4(back).sub(model);
    return model.add(pull.clampLength(0, FARTHEST_M * face.factor));
  });
}

/** Where the temples lie, face space: the wearer's left, then right. */
export function earRests(shape: readonly Vector3[], factor: number): [Vector3, Vector3] {
  const canonical = Math.abs((facePoints[454]?.[0] ?? 0) - (facePoints[234]?.[0] ?? 0)) * factor;
  const wide = Math.abs((shape[454]?.x ?? 0) - (shape[234]?.x ?? 0)) / canonical;
  const x = REST[0] * (1 + (wide - 1) / 2) * factor;
  return [new Vector3(x, REST[1] * factor, REST[2] * factor), new Vector3(-x, REST[1] * factor, REST[2] * factor)];
}

/** Geometry of the whole head in face space, written anew for each frame. */
export function createHead(): { geometry: BufferGeometry; update(shape: readonly Vector3[], factor: number): void } {
  const geometry = new BufferGeometry();
  const count = POINTS + OVAL.length * (RINGS + 1);
  const positions = new Float32BufferAttribute(new Float32Array(count * 3), 3);
  geometry.setAttribute("position", positions);
  geometry.setIndex([...faceTriangles.flat(), ...bands(OVAL.length, RINGS, POINTS)]);
  return {
    geometry,
    update(shape, factor) {
      shape.forEach((point, id) => positions.setXYZ(id, point.x, point.y, point.z - SHRINK_M));
      skull(shape, factor).forEach((point, index) => positions.setXYZ(POINTS + index, point.x, point.y, point.z));
      positions.needsUpdate = true;
    },
  };
}

/** Rings from the face's border to the back of the head, each nearer to the skull's ellipsoid. */
function skull(shape: readonly Vector3[], factor: number): Vector3[] {
  const center = new Vector3(...(SKULL_CENTER as [number, number, number])).multiplyScalar(factor);
  const [hx, hy, hz] = SKULL_HALF.map((half) => (half - SHRINK_M) * factor) as [number, number, number];
  const border = OVAL.map((id) => (shape[id] ?? new Vector3()).clone().add(new Vector3(0, 0, -SHRINK_M)));
  const rings: Vector3[] = [...border];
  for (let ring = 1; ring <= RINGS; ring++) {
    const part = ring / RINGS;
    const near = Math.min(1, part / 0.45);
    const weight = near * near * (3 - 2 * near);
    for (const point of border) {
      const from = point.clone().sub(center);
      const angle = Math.atan2(from.y / hy, from.x / hx);
      const start = Math.asin(Math.min(0.95, Math.max(-0.2, from.z / hz)));
      const height = start + (-Math.PI / 2 - start) * part;
      const round = new Vector3(hx * Math.cos(height) * Math.cos(angle), hy * Math.cos(height) * Math.sin(angle), hz * Math.sin(height)).add(center);
      rings.push(new Vector3(point.x, point.y, round.z).lerp(round, weight));
    }
  }
  return rings;
}

function bands(around: number, rings: number, first: number): number[] {
  const corners: number[] = [];
  for (let ring = 0; ring < rings; ring++)
    for (let here = 0; here < around; here++) {
      const after = (here + 1) % around;
      const low = first + ring * around;
      const high = low + around;
      corners.push(low + here, high + here, low + after, low + after, high + here, high + after);
    }
  return corners;
}
