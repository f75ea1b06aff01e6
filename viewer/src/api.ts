/** The only file that knows the server's addresses (with socket.ts for the live connection). */

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
