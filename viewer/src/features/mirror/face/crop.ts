/** The part of a picture that shows a face well in a frame of a given shape. Pure. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const ROOM_HIGH = 1.5; // of the face's height: hair and chin
const ROOM_WIDE = 1.4;

/** The box round all landmarks (x, y per point). */
export function faceBox(landmarks: ArrayLike<number>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at + 1 < landmarks.length; at += 2) {
    const [x, y] = [landmarks[at] ?? 0, landmarks[at + 1] ?? 0];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { left, top, width: right - left, height: bottom - top };
}

/**
 * A box of this aspect with the face in its middle, no larger than the picture and inside it.
 *
 * @param aspect width over height of where it will be shown.
 */
export function faceCrop(landmarks: ArrayLike<number>, picture: { width: number; height: number }, aspect: number): Box {
  const face = faceBox(landmarks);
  const wanted = Math.max(face.height * ROOM_HIGH, (face.width * ROOM_WIDE) / aspect);
  const height = Math.min(wanted, picture.height, picture.width / aspect);
  const width = height * aspect;
  const inside = (start: number, most: number): number => Math.min(Math.max(0, start), Math.max(0, most));
  return {
    left: inside(face.left + (face.width - width) / 2, picture.width - width),
    top: inside(face.top + (face.height - height) / 2, picture.height - height),
    width,
    height,
  };
}
