/** How long the lens was that took a photo, guessed from the perspective in the face itself; as arkit/face/track/focal.py. */
import { cameraOf, type Camera } from "./camera";
import { solveHeadPose } from "./pose";

const GUESSES_RAD = [45, 32, 22].map((degrees) => (degrees * Math.PI) / 180);
/** A longer lens must bring the distance of the points down to this part. */
const CLEARLY = 0.94;

/** A camera for a photo that says nothing of its lens. */
export function guessCamera(landmarks: ArrayLike<number>, width: number, height: number): Camera {
  let best = cameraOf(width, height);
  let least = solveHeadPose(landmarks, best)?.residual ?? Number.POSITIVE_INFINITY;
  for (const fov of GUESSES_RAD) {
    const camera = cameraOf(width, height, fov);
    const residual = solveHeadPose(landmarks, camera)?.residual ?? Number.POSITIVE_INFINITY;
    if (residual < CLEARLY * least) [best, least] = [camera, residual];
  }
  return best;
}
