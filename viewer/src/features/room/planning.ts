/** What the planner knows; its parts meet here. */
import type { Placed, ProductCard, SampleRoom } from "../../contract";
import { createState, type State } from "../../state";

/** A picture to place in. `file` is null for a sample room, which lies at the shop already. */
export interface Photo {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly file: Blob | null;
  readonly room: SampleRoom | null;
}

/** A place in the picture, 0 to 1 from its top left. */
export type Spot = readonly [u: number, v: number];
export type Way = "height" | "marker";

export interface Planning {
  photo: Photo | null;
  /** Whether the shopper has said that the photo may go to the shop. */
  agreed: boolean;
  product: ProductCard | null;
  variant: string;
  spot: Spot;
  yaw_deg: number;
  way: Way;
  height_m: number;
  side_cm: number;
  placed: Placed | null;
  drawing: boolean;
}

export type Plan = State<Planning>;

export const FIRST_SPOT: Spot = [0.5, 0.72];

export function createPlan(product: ProductCard | null, side_cm: number): Plan {
  return createState<Planning>({
    photo: null,
    agreed: false,
    product,
    variant: product?.variants[0]?.name ?? "",
    spot: FIRST_SPOT,
    yaw_deg: 0,
    way: "height",
    height_m: 1.45,
    side_cm,
    placed: null,
    drawing: false,
  });
}

/** Whether a tap may ask the shop to draw. */
export function canPlace({ photo, agreed, product }: Planning): boolean {
  return photo !== null && product !== null && (photo.room !== null || agreed);
}

/** The fields of POST /api/place. */
export function placeForm({ photo, product, variant, spot, yaw_deg, way, height_m, side_cm }: Planning): FormData {
  const form = new FormData();
  form.set("sku", product?.sku ?? "");
  form.set("at_u", spot[0].toFixed(5));
  form.set("at_v", spot[1].toFixed(5));
  form.set("yaw_deg", String(yaw_deg));
  if (variant) form.set("variant", variant);
  if (way === "height") form.set("camera_height_m", String(height_m));
  else form.set("marker_cm", String(side_cm));
  if (photo?.room) form.set("room", photo.room.id);
  else if (photo?.file) form.set("image", photo.file, "room");
  return form;
}

/** A turn kept between -180 and 180 degrees. */
export function turned(yaw_deg: number, by_deg: number): number {
  const whole = (((yaw_deg + by_deg) % 360) + 360) % 360;
  return whole > 180 ? whole - 360 : whole;
}

/** A spot moved and kept inside the picture. */
export function moved([u, v]: Spot, du: number, dv: number): Spot {
  const inside = (value: number): number => Math.min(0.999, Math.max(0.001, value));
  return [inside(u + du), inside(v + dv)];
}
