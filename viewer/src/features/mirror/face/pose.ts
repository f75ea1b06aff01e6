/** Where the head is: the canonical face laid over the landmarks of one frame. Answers the same cases as arkit/face/track/pose.py. */
import { Matrix3, Matrix4, Vector3 } from "three";
import { POINTS, facePoints, rigidPoints } from "./canonical";
import type { Camera } from "./camera";
import { solveSquare } from "./linear";

export interface HeadPose {
  /** Canonical face space to camera space (y up, looking along -z), metres of the canonical face. */
  T_camera_face: Matrix4;
  /** Mean distance of the rigid points from their place, as a part of the distance between the eyes. */
  residual: number;
}

const ROUNDS = 12;
const HUBER = 0.1; // of the distance between the eyes: farther off than this, a point counts less

/**
 * Solves the pose from landmarks (x, y per point, pixels, y down) by a scaled-orthographic start and weighted Gauss-Newton.
 * Returns null when no pose in front of the camera explains them.
 */
export function solveHeadPose(landmarks: ArrayLike<number>, camera: Camera): HeadPose | null {
  const eyes = Math.hypot(at(landmarks, 33, 0) - at(landmarks, 263, 0), at(landmarks, 33, 1) - at(landmarks, 263, 1));
  if (!(eyes > 1)) return null;
  const pose = orthographicStart(landmarks, camera);
  let errors: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { normal, right, distances } = equations(pose, landmarks, camera, HUBER * eyes);
    errors = distances;
    const step = solveSquare(normal, right);
    if (!step || step.some((value) => !Number.isFinite(value))) return null;
    turn(pose.rotation, step);
    pose.shift.add(new Vector3(step[3], step[4], step[5]));
    if (Math.max(...step.map(Math.abs)) < 1e-9) break;
  }
  if (!(pose.shift.z > 0)) return null;
  const mean = rigidPoints.reduce((sum, { id }) => sum + (errors[id] ?? 0), 0) / rigidPoints.length;
  return { T_camera_face: toCameraSpace(pose), residual: mean / eyes };
}

const [NOSE_TIP, PULLED, CHEEK] = [4, 0.05, 0.2];

/** How much each point counts for where the head is: little where a mouth pulls. As `steadiness` in arkit/face/track/pose.py. */
const steadiness: readonly number[] = facePoints.map(([x, y]) => {
  const above = Math.min(Math.max((y - (facePoints[NOSE_TIP]?.[1] ?? 0) + 0.015) / 0.02, 0), 1);
  return (PULLED + (1 - PULLED) * above) * (y < -0.005 && Math.abs(x) > 0.02 ? CHEEK : 1);
});

/** The translation that lays the turned face over the picture: least squares on the rays, by the steady points. */
export function shiftFor(rotation: Matrix4, landmarks: ArrayLike<number>, camera: Camera): Vector3 | null {
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  const point = new Vector3();
  const add = (row: readonly [number, number, number], value: number, weight: number): void => {
    for (let i = 0; i < 3; i++) {
      right[i] = (right[i] ?? 0) + weight * (row[i] ?? 0) * value;
      for (let j = 0; j < 3; j++) normal[i * 3 + j] = (normal[i * 3 + j] ?? 0) + weight * (row[i] ?? 0) * (row[j] ?? 0);
    }
  };
  facePoints.forEach((position, id) => {
    point.set(...(position as [number, number, number])).applyMatrix4(rotation);
    const u = (at(landmarks, id, 0) - camera.cx) / camera.focal;
    const v = -(at(landmarks, id, 1) - camera.cy) / camera.focal;
    add([1, 0, u], -(point.x + u * point.z), steadiness[id] ?? 1);
    add([0, 1, v], -(point.y + v * point.z), steadiness[id] ?? 1);
  });
  const shift = solveSquare(normal, right);
  return shift ? new Vector3(...(shift as [number, number, number])) : null;
}

/** Rotation and shift in OpenCV's axes (y down, z forward). */
interface CvPose {
  rotation: Matrix3;
  shift: Vector3;
}

function at(landmarks: ArrayLike<number>, id: number, axis: 0 | 1): number {
  return landmarks[id * 2 + axis] ?? Number.NaN;
}

function orthographicStart(landmarks: ArrayLike<number>, camera: Camera): CvPose {
  const normal = new Float64Array(16);
  const rightU = new Float64Array(4);
  const rightV = new Float64Array(4);
  for (const { id, weight } of rigidPoints) {
    const [x, y, z] = facePoints[id] ?? [0, 0, 0];
    const row = [x, y, z, 1];
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) normal[i * 4 + j] = (normal[i * 4 + j] ?? 0) + weight * (row[i] ?? 0) * (row[j] ?? 0);
      rightU[i] = (rightU[i] ?? 0) + weight * (row[i] ?? 0) * (at(landmarks, id, 0) - camera.cx);
      rightV[i] = (rightV[i] ?? 0) + weight * (row[i] ?? 0) * (at(landmarks, id, 1) - camera.cy);
    }
  }
  const u = solveSquare(normal, rightU) ?? [1, 0, 0, 0];
  const v = solveSquare(normal, rightV) ?? [0, -1, 0, 0];
  const first = new Vector3(u[0], u[1], u[2]);
  const second = new Vector3(v[0], v[1], v[2]);
  const scale = Math.max((first.length() + second.length()) / 2, 1e-6);
  first.normalize();
  second.addScaledVector(first, -second.dot(first)).normalize();
  const third = new Vector3().crossVectors(first, second);
  const rotation = new Matrix3().set(first.x, first.y, first.z, second.x, second.y, second.z, third.x, third.y, third.z);
  const depth = camera.focal / scale;
  return { rotation, shift: new Vector3(((u[3] ?? 0) / camera.focal) * depth, ((v[3] ?? 0) / camera.focal) * depth, depth) };
}

function equations(pose: CvPose, landmarks: ArrayLike<number>, camera: Camera, huber: number) {
  const normal = new Float64Array(36);
  const right = new Float64Array(6);
  const distances: number[] = [];
  const turned = new Vector3();
  for (let id = 0; id < POINTS; id++) {
    turned.set(...((facePoints[id] ?? [0, 0, 0]) as [number, number, number])).applyMatrix3(pose.rotation);
    const z = turned.z + pose.shift.z;
    const x = (turned.x + pose.shift.x) / z;
    const y = (turned.y + pose.shift.y) / z;
    const du = camera.cx + camera.focal * x - at(landmarks, id, 0);
    const dv = camera.cy + camera.focal * y - at(landmarks, id, 1);
    const distance = Math.hypot(du, dv);
    distances.push(distance);
    const counts = Math.min(1, huber / Math.max(distance, 1e-9));
    const f = camera.focal / z;
    const { x: tx, y: ty, z: tz } = turned;
    addRow(normal, right, [-f * x * ty, f * (tz + x * tx), -f * ty, f, 0, -f * x], du, counts);
    addRow(normal, right, [-f * (tz + y * ty), f * y * tx, f * tx, 0, f, -f * y], dv, counts);
  }
  return { normal, right, distances };
}

function addRow(normal: Float64Array, right: Float64Array, row: readonly number[], residual: number, weight: number): void {
  for (let i = 0; i < 6; i++) {
    const a = (row[i] ?? 0) * weight;
    right[i] = (right[i] ?? 0) - a * residual;
    for (let j = 0; j < 6; j++) normal[i * 6 + j] = (normal[i * 6 + j] ?? 0) + a * (row[j] ?? 0);
  }
}

const spin = new Matrix4();
const spin3 = new Matrix3();
function turn(rotation: Matrix3, step: readonly number[]): void {
  const axis = new Vector3(step[0], step[1], step[2]);
  const angle = axis.length();
  if (angle < 1e-15) return;
  spin3.setFromMatrix4(spin.makeRotationAxis(axis.divideScalar(angle), angle));
  rotation.premultiply(spin3);
}

/** OpenCV's axes to ours: y and z change sign. */
function toCameraSpace({ rotation, shift }: CvPose): Matrix4 {
  const r = rotation.clone().transpose().elements; // row by row
  const row = (index: number, sign: number, offset: number): [number, number, number, number] => [
    sign * (r[index * 3] ?? 0),
    sign * (r[index * 3 + 1] ?? 0),
    sign * (r[index * 3 + 2] ?? 0),
    sign * offset,
  ];
  return new Matrix4().set(...row(0, 1, shift.x), ...row(1, -1, shift.y), ...row(2, -1, shift.z), 0, 0, 0, 1);
}
