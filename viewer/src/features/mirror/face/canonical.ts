/** The canonical face that Python uses too: 468 points of an average face, metres, origin between the eyes, +z out of the face. */
import data from "../../../../../arkit/face/canonical_face.json";

export type Point3 = readonly [number, number, number];

const EYE_CORNERS = [33, 133, 362, 263];
export const POINTS = 468;

const middle = [0, 1, 2].map(
  (axis) => EYE_CORNERS.reduce((sum, id) => sum + (data.vertices_cm[id]?.[axis] ?? 0), 0) / EYE_CORNERS.length / 100,
);

/** (468) points in face space. */
export const facePoints: readonly Point3[] = data.vertices_cm.map(
  (row) => [0, 1, 2].map((axis) => (row[axis] ?? 0) / 100 - (middle[axis] ?? 0)) as unknown as Point3,
);
/** (898) corners, counter-clockwise seen from outside. */
export const faceTriangles: readonly (readonly number[])[] = data.triangles;
/** The points that move least with expression, and how much each counts. */
export const rigidPoints: readonly { id: number; weight: number }[] = data.procrustes.map(([id = 0, weight = 0]) => ({ id, weight }));
