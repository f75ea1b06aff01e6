/** The ways into live AR as one ordered list: the browser's own, then the phone's viewers, then a photo of the room. */
import { pageUrl, quickLookUrl, sceneViewerUrl } from "../../api";
import type { ProductDetail } from "../../contract";

export interface Device {
  /** The browser opens `immersive-ar` sessions. */
  webxr: boolean;
  android: boolean;
  quickLook: boolean;
}

export type Way =
  | { kind: "webxr" }
  | { kind: "scene-viewer"; url: string }
  | { kind: "quick-look"; url: string }
  | { kind: "room"; url: string };

/** @param page absolute address of the product's page. */
export function arWays(
  product: Pick<ProductDetail, "sku" | "attach" | "model_url" | "store_url" | "usdz_url">,
  device: Device, page: string, title: string,
): readonly Way[] {
  const absolute = (url: string): string => new URL(url, page).href;
  const ways: Way[] = [];
  if (device.webxr && product.model_url) ways.push({ kind: "webxr" });
  if (device.android && product.store_url) {
    const url = sceneViewerUrl(absolute(product.store_url), page, title, product.attach === "wall");
    ways.push({ kind: "scene-viewer", url });
  }
  if (device.quickLook && product.usdz_url) ways.push({ kind: "quick-look", url: quickLookUrl(absolute(product.usdz_url)) });
  ways.push({ kind: "room", url: pageUrl.room(product.sku) });
  return ways;
}

export async function readDevice(): Promise<Device> {
  const webxr = await (navigator.xr?.isSessionSupported("immersive-ar") ?? Promise.resolve(false)).catch(() => false);
  return {
    webxr,
    android: /android/i.test(navigator.userAgent),
    quickLook: document.createElement("a").relList.supports("ar"),
  };
}
