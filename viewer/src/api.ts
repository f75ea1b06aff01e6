/** The only file that knows the server's addresses (with socket.ts for the live connection). */
import type { ProductList } from "./contract";

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
  room: (sku?: string): string => (sku ? `/room?sku=${encodeURIComponent(sku)}` : "/room"),
};

/** Fetches JSON; a refusal becomes an ApiError with the server's own sentence. */
export async function fetchJson<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const refused = (body as { error?: { code?: string; message?: string } } | null)?.error;
  throw new ApiError(refused?.code ?? "http", refused?.message ?? response.statusText, response.status);
}

/** Products whose words match, in Chinese or English. */
export function searchProducts(text: string): Promise<ProductList> {
  return fetchJson(`/api/products?${new URLSearchParams({ q: text })}`);
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
