// Made from server/contract.py and contract_mall.py by `make contract`. Do not edit.

export const MALL_VERSION = "mall.v1";
export const NAME_MAX = 24;
export const CHAT_MAX = 280;
export const FLOOR_RADIUS_M = 500;

export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

export type Attach = "nose" | "head" | "ear" | "floor" | "wall" | "ceiling" | "table" | "lips";

/** The same words in Chinese and English. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** Why something did not happen: a stable code, one sentence, and the facts behind it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The body of every API answer that is not a success. */
export interface ErrorAnswer {
  readonly error: Failure;
}

/** A colourway: `name` is the glTF variant, `color` its swatch as sRGB "#RRGGBB". */
export interface VariantOption {
  readonly name: string;
  readonly title: Text;
  readonly color: string;
}

/** One colour of a make-up range, sRGB "#RRGGBB". */
export interface ShadeOption {
  readonly id: string;
  readonly name: Text;
  readonly color: string;
  readonly finish: string;
}

/** A product as a list shows it. `model_url` is the light GLB for the web (meshopt), null until converted.
 *
 * `size_m` is width x, height y, depth z; null for make-up. `alt` is made from size, material and colour. */
export interface ProductCard {
  readonly sku: string;
  readonly kind: string;
  readonly attach: Attach;
  readonly title: Text;
  readonly price: Readonly<Record<string, number>>;
  readonly size_m: readonly [number, number, number] | null;
  readonly poster_url: string | null;
  readonly model_url: string | null;
  readonly alt: Text;
  readonly color: Text;
  readonly variants: readonly VariantOption[];
  readonly shade_count: number;
}

/** What the converter chose and why. */
export interface Choice {
  readonly chosen: string;
  readonly evidence: string;
}

/** One rule of one shop or standard, its limit, what was found, and whether that is all right. */
export interface CheckResult {
  readonly channel: string;
  readonly rule: string;
  readonly limit: number | string;
  readonly value: number | string;
  readonly ok: boolean;
}

/** How true the model is. `size_error_mm` is the largest side's difference from what the brand states.
 *
 * `delta_e` is the colour difference from the source (CIEDE2000). null: not measured. */
export interface Truth {
  readonly size_error_mm: number | null;
  readonly unit: Choice;
  readonly up: Choice;
  readonly delta_e: number | null;
  readonly checks: readonly CheckResult[];
}

/** A product as its own page shows it.
 *
 * `store_url` is the plain GLB for Scene Viewer, `usdz_url` for Quick Look; `bytes` and `triangles` are the web GLB's. */
export interface ProductDetail extends ProductCard {
  readonly gtin: string;
  readonly brand: string;
  readonly description: Text;
  readonly material: Text;
  readonly store_url: string | null;
  readonly usdz_url: string | null;
  readonly bytes: number | null;
  readonly triangles: number | null;
  readonly truth: Truth | null;
  readonly shades: readonly ShadeOption[];
}

/** Answer of GET /api/products. */
export interface ProductList {
  readonly products: readonly ProductCard[];
}

/** Work in the background. `progress` 0 to 1; `result` is set when done, `error` when failed. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly progress: number;
  readonly stage: string;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: Failure | null;
  readonly product_sku: string | null;
}

/** Answer of GET /api/jobs, newest first. */
export interface JobList {
  readonly jobs: readonly Job[];
}

/** Who is signed in to the studio. */
export interface Account {
  readonly name: string;
}

/** A brand's own product, whether shoppers see it, and when it was last converted (seconds since 1970). */
export interface StudioProduct {
  readonly state: "draft" | "published";
  readonly product: ProductDetail;
  readonly updated_s: number;
}

/** Answer of GET /api/studio/products, newest first. */
export interface StudioProductList {
  readonly products: readonly StudioProduct[];
}

/** Where metres come from, and the relative standard deviation (0.05 is 5 %). */
export interface ScaleFact {
  readonly source: string;
  readonly sd: number;
}

/** A product drawn at true size in a picture of a room. `image` is a data URL (JPEG).
 *
 * `footprint_px` are the corners of the product's footprint in the answered picture, pixels, y down. `size_sd` is the
 * relative standard deviation of the drawn size (0.05 is 5 %), `position_sd_cm` that of the place on the floor.
 * `distance_m` is the way along the floor from under the camera to the product's origin. `warnings` are sentences on
 * what makes the place doubtful: a wall behind which it reaches, a size that is hardly known, a part out of view. */
export interface Placed {
  readonly image: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly size_on_floor_m: readonly [number, number, number];
  readonly footprint_px: readonly (readonly [number, number])[];
  readonly distance_m: number;
  readonly scale: ScaleFact;
  readonly position_sd_cm: number;
  readonly size_sd: number;
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/** A picture of a room that we ship, with what is known of its camera (null: not known). */
export interface SampleRoom {
  readonly id: string;
  readonly title: Text;
  readonly image_url: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly camera_height_m: number | null;
  readonly marker_cm: number | null;
}

/** Answer of GET /api/rooms/sample. */
export interface SampleRoomList {
  readonly rooms: readonly SampleRoom[];
}

/** Answer of GET and POST /api/mall: who could join. `members` are those inside now. */
export interface MallOccupancy {
  readonly code: string;
  readonly members: number;
  readonly seats: number;
}

/** Take a seat. The first message of a connection; replaces nothing. */
export interface Join {
  readonly type: "join";
  readonly name: string;
  readonly color: string;
}

/** Where my avatar stands and looks. Replaces my earlier pose. */
export interface Pose {
  readonly type: "pose";
  readonly position: readonly [number, number, number];
  readonly yaw_rad: number;
}

/** Say something to everyone in the room. Replaces nothing. */
export interface Chat {
  readonly type: "chat";
  readonly text: string;
}

/** Show the others which product I look at (null: none). Replaces my earlier one. */
export interface Look {
  readonly type: "look";
  readonly sku: string | null;
}

/** One visitor as all see them now. */
export interface MemberState {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly position: readonly [number, number, number];
  readonly yaw_rad: number;
  readonly sku: string | null;
}

/** Where one visitor is. */
export interface MemberPose {
  readonly id: string;
  readonly position: readonly [number, number, number];
  readonly yaw_rad: number;
}

/** You are in; `you` is your member id. Replaces everything known of the room: the whole present state.
 *
 * `layout_version` changes when the shelves do: fetch /api/products again when it differs from yours. */
export interface Welcome {
  readonly type: "welcome";
  readonly you: string;
  readonly code: string;
  readonly seats: number;
  readonly version: number;
  readonly members: readonly MemberState[];
  readonly layout_version: string;
  readonly time_s: number;
}

/** Someone came in. Replaces an earlier member of the same id. */
export interface Joined {
  readonly type: "joined";
  readonly version: number;
  readonly member: MemberState;
}

/** Someone went. Replaces that member by nobody. */
export interface Left {
  readonly type: "left";
  readonly version: number;
  readonly id: string;
}

/** Where everyone is. Replaces every earlier poses message; a slow reader gets only the newest. */
export interface Poses {
  readonly type: "poses";
  readonly members: readonly MemberPose[];
  readonly time_s: number;
}

/** A chat line by member `sender`, who was called `name`. Replaces nothing. */
export interface Said {
  readonly type: "chat";
  readonly sender: string;
  readonly name: string;
  readonly text: string;
  readonly time_s: number;
}

/** Member `id` looks at this product now (null: none). Replaces their earlier one. */
export interface Looked {
  readonly type: "looked";
  readonly version: number;
  readonly id: string;
  readonly sku: string | null;
}

/** Your last message was refused; nothing changed. Replaces nothing. */
export interface Problem {
  readonly type: "error";
  readonly code: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export type ClientMessage = Join | Pose | Chat | Look;

export type ServerMessage = Welcome | Joined | Left | Poses | Said | Looked | Problem;
