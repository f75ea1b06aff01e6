/**
 * Undoes the tracker's habit of seeing heads straighter than they are. The table was learned on rendered heads and is the
 * one Python reads; see arkit/face/track/habit.py. Answers the same cases (tests/cases/face_habit.json).
 */
import { Matrix4, Quaternion, Vector3 } from "three";
import data from "../../../../../arkit/face/track/habit.json";
import type { Camera } from "./camera";
import { POINTS, facePoints } from "./canonical";
import { type HeadPose, shiftFor } from "./pose";

const DEGREE = Math.PI / 180;
const LEARNED_PITCH = 26 * DEGREE; // beyond, the cubic stays what it is there
const LEARNED_YAW = 52 * DEGREE;
const FADED = 8 * DEGREE; // so far beyond, the landmarks' part counts no more
const SIZE_M = 0.06; // of the canonical face about its middle, root mean square
const MOST = 8 * DEGREE; // no correction turns farther
const MOST_OWN = 5 * DEGREE; // no face's own part of it does

/** The true pose from the geometric one; then the face is laid over the landmarks again. */
export function unflattened(head: HeadPose, landmarks: ArrayLike<number>, camera: Camera): HeadPose {
  const away = new Vector3().setFromMatrixPosition(head.T_camera_face);
  const distance = away.length();
  const view = new Matrix4().makeRotationFromQuaternion(new Quaternion().setFromUnitVectors(new Vector3(0, 0, -1), away.normalize()));
  const straight = turnOf(view, head.T_camera_face).elements;
  view.multiply(new Matrix4().makeRotationZ(Math.atan2(straight[1] ?? 0, straight[0] ?? 1)));
  const turned = turnOf(view, head.T_camera_face);
  const pitch = Math.atan2(turned.elements[6] ?? 0, turned.elements[10] ?? 1);
  const yaw = Math.asin(clamp(-(turned.elements[2] ?? 0), 1));
  const terms = cubicTerms(pitch, yaw);
  const own = times(misfit(view, turned, distance, landmarks, camera), data.own).add(times(terms, data.rest)).clampLength(0, MOST_OWN);
  const turn = times(terms, data.cubic).addScaledVector(own, learned(pitch, yaw)).clampLength(0, MOST);
  const angle = turn.length();
  const rotation = view.multiply(turned);
  if (angle > 1e-12) rotation.multiply(new Matrix4().makeRotationAxis(turn.divideScalar(angle), angle));
  const shift = shiftFor(rotation, landmarks, camera);
  shift?.add(times(terms, data.place).applyMatrix4(rotation));
  return shift ? { T_camera_face: rotation.setPosition(shift), residual: head.residual } : head;
}

/** x and y by which the 468 landmarks miss the canonical face, along the line of sight, in parts of the face's size. */
function misfit(view: Matrix4, turned: Matrix4, away: number, landmarks: ArrayLike<number>, camera: Camera): Float64Array {
  const back = view.clone().transpose();
  const apart = new Float64Array(POINTS * 2);
  const ray = new Vector3();
  const point = new Vector3();
  facePoints.forEach((position, id) => {
    ray.set(((landmarks[id * 2] ?? 0) - camera.cx) / camera.focal, -((landmarks[id * 2 + 1] ?? 0) - camera.cy) / camera.focal, -1);
    ray.applyMatrix4(back);
    point.set(...(position as [number, number, number])).applyMatrix4(turned);
    const depth = away - point.z;
    apart[id * 2] = ((ray.x / -ray.z - point.x / depth) * away) / SIZE_M;
    apart[id * 2 + 1] = ((ray.y / -ray.z - point.y / depth) * away) / SIZE_M;
  });
  return apart;
}

/** All products of pitch and yaw up to the third power. */
function cubicTerms(pitch: number, yaw: number): number[] {
  const [p, y] = [clamp(pitch, LEARNED_PITCH), clamp(yaw, LEARNED_YAW)];
  return [1, p, y, p * p, p * y, y * y, p ** 3, p * p * y, p * y * y, y ** 3];
}

/** 1 for turns as they were learned from, falling to 0 beyond. */
function learned(pitch: number, yaw: number): number {
  const beyond = Math.max(Math.abs(pitch) - LEARNED_PITCH, Math.abs(yaw) - LEARNED_YAW, 0);
  return Math.max(0, 1 - beyond / FADED);
}

function turnOf(view: Matrix4, T: Matrix4): Matrix4 {
  return view.clone().transpose().multiply(T.clone().setPosition(0, 0, 0));
}

function times(row: ArrayLike<number>, table: readonly (readonly number[])[]): Vector3 {
  const sum = new Vector3();
  table.forEach(([x = 0, y = 0, z = 0], index) => {
    const value = row[index] ?? 0;
    sum.set(sum.x + value * x, sum.y + value * y, sum.z + value * z);
  });
  return sum;
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
