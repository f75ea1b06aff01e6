/** One face in one frame, in metres: pose, size from the iris, and the landmarks it came from. */
import { Matrix4, Vector3 } from "three";
import type { Camera } from "./camera";
import { facePoints } from "./canonical";
import { unflattened } from "./habit";
import { solveHeadPose } from "./pose";

export interface Measure {
  value: number;
  sd: number;
}

export interface Face {
  /** x, y per point, pixels. */
  landmarks: Float64Array;
  /** The camera it was solved for. */
  camera: Camera;
  /** Face space, in the person's own metres, to camera space. */
  T_camera_face: Matrix4;
  /** Metres of the person per metre of the canonical face. */
  factor: number;
  /** Beside the ears, for choosing a frame and never for lenses. */
  width_mm: Measure;
}

/** The coloured disc of an eye is 11.7 ± 0.5 mm wide in all of us; the tracker draws it 6 % too wide (measured on renders). */
const IRIS_M = 0.0117;
const IRIS_SD = 0.0005 / IRIS_M;
const TRACKER_TOO_WIDE = 1.06;
const RINGS = [
  { middle: 468, ring: [469, 470, 471, 472] },
  { middle: 473, ring: [474, 475, 476, 477] },
];
const EYE_CORNERS = [33, 133, 362, 263];
/** What one frame's ring wanders: a part of it, and a part of a pixel. */
const RING_SD = 0.06;
const RING_SD_PX = 0.3;
/** How far adults' sizes lie from the average face's (distance of the pupils 63 ± 3.6 mm, Dodgson 2004). */
const ADULT_SD = 0.057;
const WIDTH_IDS = [234, 454] as const;
/** How far the landmarks beside the ears wander, as a part of the face's width. */
const WIDTH_SD = 0.03;

/** Solves pose and size; null when the landmarks make no face in front of the camera. */
export function solveFace(landmarks: Float64Array, camera: Camera): Face | null {
  const seen = solveHeadPose(landmarks, camera);
  if (!seen || seen.residual > 0.25) return null;
  const head = unflattened(seen, landmarks, camera);
  const size = irisFactor(landmarks, head.T_camera_face, camera);
  const factor = size.value;
  const T_camera_face = head.T_camera_face.clone();
  const shift = new Vector3().setFromMatrixPosition(T_camera_face).multiplyScalar(factor);
  T_camera_face.setPosition(shift);
  const [right, left] = WIDTH_IDS.map((id) => facePoints[id]?.[0] ?? 0) as [number, number];
  const width = Math.abs(left - right) * widthStretch(landmarks, head.T_camera_face, camera) * factor * 1000;
  return { landmarks, camera, T_camera_face, factor, width_mm: { value: width, sd: width * Math.hypot(size.sd / factor, WIDTH_SD) } };
}

/**
 * Metres of the person per canonical metre: the irises' true width over the width they have at the canonical distance.
 * The smaller they are in the picture, the more an average adult counts.
 */
function irisFactor(landmarks: Float64Array, T: Matrix4, camera: Camera): Measure {
  const eyes = new Vector3();
  for (const id of EYE_CORNERS) eyes.add(new Vector3(...(facePoints[id] ?? [0, 0, 0])));
  const away = -eyes.divideScalar(EYE_CORNERS.length).applyMatrix4(T).z;
  const sideways = new Vector3().setFromMatrixColumn(T, 0).dot(new Vector3().setFromMatrixPosition(T).normalize());
  const narrowing = Math.sqrt(1 - Math.min(Math.abs(sideways), 0.6) ** 2);
  const entries = RINGS.map((ring) => {
    const width_px = ringWidth(landmarks, ring) / TRACKER_TOO_WIDE;
    return { value: IRIS_M / ((width_px / narrowing / camera.focal) * away), sd: RING_SD + RING_SD_PX / width_px };
  });
  entries.push({ value: 1, sd: ADULT_SD });
  const weights = entries.map(({ sd }) => 1 / (sd * sd));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const value = entries.reduce((sum, entry, index) => sum + entry.value * (weights[index] ?? 0), 0) / total;
  if (!Number.isFinite(value)) return { value: 1, sd: ADULT_SD };
  return { value, sd: value * Math.hypot(1 / Math.sqrt(total), IRIS_SD) };
}

/** The mean diameter in pixels of the ring the tracker draws round one iris. */
function ringWidth(landmarks: Float64Array, { middle, ring }: { middle: number; ring: readonly number[] }): number {
  const x = landmarks[middle * 2] ?? 0;
  const y = landmarks[middle * 2 + 1] ?? 0;
  const radii = ring.map((id) => Math.hypot((landmarks[id * 2] ?? 0) - x, (landmarks[id * 2 + 1] ?? 0) - y));
  return (2 * radii.reduce((sum, radius) => sum + radius, 0)) / ring.length;
}

/** How wide this person's landmarks lie beside the ears against the canonical face's. */
function widthStretch(landmarks: Float64Array, T: Matrix4, camera: Camera): number {
  const back = T.clone().invert();
  const seen = WIDTH_IDS.map((id) => {
    const away = -new Vector3(...(facePoints[id] ?? [0, 0, 0])).applyMatrix4(T).z;
    const x = ((landmarks[id * 2] ?? 0) - camera.cx) / camera.focal;
    const y = -((landmarks[id * 2 + 1] ?? 0) - camera.cy) / camera.focal;
    return new Vector3(x * away, y * away, -away).applyMatrix4(back).x;
  }) as [number, number];
  const canonical = Math.abs((facePoints[WIDTH_IDS[0]]?.[0] ?? 0) - (facePoints[WIDTH_IDS[1]]?.[0] ?? 0));
  return Math.min(1.25, Math.max(0.8, Math.abs(seen[0] - seen[1]) / canonical));
}
