/** The only file that knows the server's addresses (with socket.ts for the live connection). */
import type { Account, Job, JobList, MallOccupancy, Placed, ProductList, SampleRoomList, StudioProductList } from "./contract";

export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** Where the face tracker's runtime files lie. */
export const faceMeshFolder = "/static/viewer/face_mesh/";

export const pageUrl = {
  product: (sku: string): string => `/p/${encodeURIComponent(sku)}`,
  mirror: (sku?: string): string => (sku ? `/mirror?sku=${encodeURIComponent(sku)}` : "/mirror"),
  look: (worn: Readonly<Record<string, string>>): string => `/mirror?${new URLSearchParams(worn)}`,
  room: (sku?: string): string => (sku ? `/room?sku=${encodeURIComponent(sku)}` : "/room"),
};

/** Fetches JSON; a refusal becomes an ApiError with the server's own sentence. */
export async function fetchJson<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  throw refusal(body, response.status, response.statusText);
}

function refusal(body: unknown, status: number, statusText: string): ApiError {
  const refused = (body as { error?: { code?: string; message?: string } } | null)?.error;
  return new ApiError(refused?.code ?? "http", refused?.message ?? statusText, status);
}

/** How full a room is, before one joins. */
export function mallOccupancy(code: string): Promise<MallOccupancy> {
  return fetchJson(`/api/mall/${encodeURIComponent(code)}`);
}

/** Products whose words match, in Chinese or English. */
export function searchProducts(text: string): Promise<ProductList> {
  return fetchJson(`/api/products?${new URLSearchParams({ q: text })}`);
}

/** Pictures of rooms to try placing with. */
export function sampleRooms(): Promise<SampleRoomList> {
  return fetchJson("/api/rooms/sample");
}

/** Draws a product in a picture of a room; the form's fields are the API's. The picture is held in memory there. */
export function placeProduct(form: FormData): Promise<Placed> {
  return fetchJson("/api/place", { method: "POST", body: form });
}

/** The sheet with the marker, at true size for this side. */
export function markerSheetUrl(side_cm: number, lang: string): string {
  return `/room/marker.svg?${new URLSearchParams({ side_cm: String(side_cm), lang })}`;
}

/** What a brand does in the studio; all but `signIn` need its cookie. */
export const studio = {
  signIn: (key: string): Promise<Account> =>
    fetchJson("/api/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ key }) }),
  account: (): Promise<Account> => fetchJson("/api/session"),
  signOut: (): Promise<null> => fetchJson("/api/session", { method: "DELETE" }),
  products: (): Promise<StudioProductList> => fetchJson("/api/studio/products"),
  jobs: (): Promise<JobList> => fetchJson("/api/jobs"),
  job: (id: string): Promise<Job> => fetchJson(`/api/jobs/${encodeURIComponent(id)}`),
  cancel: (id: string): Promise<Job> => fetchJson(`/api/jobs/${encodeURIComponent(id)}/cancel`, { method: "POST" }),
  show: (sku: string, shown: boolean): Promise<StudioProductList> =>
    fetchJson(`/api/products/${encodeURIComponent(sku)}/${shown ? "publish" : "unpublish"}`, { method: "POST" }),
};

/**
 * Sends a model; `XMLHttpRequest`, because `fetch` does not tell how far a body has gone.
 *
 * @param onProgress hears the part that is sent, 0 to 1.
 */
export function uploadModel(form: FormData, onProgress: (part: number) => void, signal: AbortSignal): Promise<Job> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/uploads");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => {
      if (request.status === 202) resolve(request.response as Job);
      else reject(refusal(request.response, request.status, request.statusText));
    });
    request.addEventListener("error", () => reject(new TypeError("network")));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

const SCENE_VIEWER = "arvr.google.com/scene-viewer/1.2";
const SCENE_VIEWER_APP = "com.google.android.googlequicksearchbox";

/**
 * Opens Android's Scene Viewer on a plain GLB at its true size.
 *
 * @param file absolute address of the GLB.
 * @param page absolute address to come back to, also where a phone without Scene Viewer lands.
 * @param wall whether it hangs on a wall.
 */
export function sceneViewerUrl(file: string, page: string, title: string, wall: boolean): string {
  const asked = new URLSearchParams({ file, mode: "ar_preferred", resizable: "false", title, link: page });
  if (wall) asked.set("enable_vertical_placement", "true");
  const intent = `scheme=https;package=${SCENE_VIEWER_APP};action=android.intent.action.VIEW`;
  return `intent://${SCENE_VIEWER}?${asked}#Intent;${intent};S.browser_fallback_url=${encodeURIComponent(page)};end;`;
}

/** Opens Apple's Quick Look on a USDZ, its size locked. */
export function quickLookUrl(file: string): string {
  return `${file}#allowsContentScaling=0`;
}
