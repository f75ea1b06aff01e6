/** Where frames come from: the camera or a photo. Frames never leave this page. */
export interface Source {
  live: boolean;
  width: number;
  height: number;
  /** Draws the newest frame into `context`; false while there is none yet. */
  grab(context: CanvasRenderingContext2D): boolean;
  stop(): void;
}

/** More pixels show the face no better and cost time: the tracker looks at 192 pixels of it. */
const CAMERA_SIDE = 1280;
const PHOTO_SIDE = 1600;

export async function openCamera(): Promise<Source> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "user", width: { ideal: CAMERA_SIDE }, height: { ideal: 720 } },
  });
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  await video.play();
  return {
    live: true,
    get width() {
      return video.videoWidth;
    },
    get height() {
      return video.videoHeight;
    },
    grab(context) {
      if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return false;
      context.drawImage(video, 0, 0, context.canvas.width, context.canvas.height);
      return true;
    },
    stop() {
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    },
  };
}

/** Opens a photo, turned as its EXIF says. Throws when the file is no picture. */
export async function openPhoto(file: Blob): Promise<Source> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, PHOTO_SIDE / Math.max(picture.width, picture.height));
  return {
    live: false,
    width: Math.round(picture.width * scale),
    height: Math.round(picture.height * scale),
    grab(context) {
      context.drawImage(picture, 0, 0, context.canvas.width, context.canvas.height);
      return true;
    },
    stop() {
      picture.close();
    },
  };
}
