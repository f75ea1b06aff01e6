/** The camera of a picture: focal length and middle in pixels. */
export interface Camera {
  width: number;
  height: number;
  focal: number;
  cx: number;
  cy: number;
}

/** Laptop and phone front cameras lie between 55 and 70 degrees; Python assumes the same. */
export const FOV_Y_RAD = (63 * Math.PI) / 180;

/** A camera held upright sees `FOV_Y_RAD` along its longer side's frame; portrait phone frames are the landscape sensor turned. */
export function cameraOf(width: number, height: number, fovYRad = FOV_Y_RAD): Camera {
  return { width, height, focal: height / 2 / Math.tan(fovYRad / 2), cx: width / 2, cy: height / 2 };
}
