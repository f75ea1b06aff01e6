/** A shopper's own picture, opened on this device. Nothing is sent from here. */
import type { SampleRoom } from "../../contract";
import type { Photo } from "./planning";

/** The shop takes 12 MB; a phone's photo as it is keeps its lens data, which makes the size more certain. */
const MOST_BYTES = 11_000_000;
const TAKEN = ["image/jpeg", "image/png", "image/webp"];
const SMALLER_SIDE_PX = 2560;
const QUALITY = 0.9;

/** Throws when the file is no picture that this browser can read. */
export async function openPhoto(file: Blob): Promise<Photo> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const { width, height } = picture;
  const kept = TAKEN.includes(file.type) && file.size <= MOST_BYTES ? file : await smaller(picture);
  picture.close();
  return { url: URL.createObjectURL(kept), width, height, file: kept, room: null };
}

export function openSample(room: SampleRoom): Photo {
  return { url: room.image_url, width: room.width_px, height: room.height_px, file: null, room };
}

export function closePhoto(photo: Photo | null): void {
  if (photo?.file) URL.revokeObjectURL(photo.url);
}

async function smaller(picture: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, SMALLER_SIDE_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  canvas.width = canvas.height = 0;
  if (!blob) throw new Error("photo: expected a picture that can be drawn");
  return blob;
}
