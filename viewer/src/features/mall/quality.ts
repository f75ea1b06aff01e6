/** How well this device may draw a hall, judged before the first frame. */
import type { Quality } from "../../stage/stage";
import { DESK, PHONE, type Budget } from "./progress";

export interface Device {
  /** What WebGL calls its renderer. */
  readonly renderer: string;
  /** The picture's size in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly coarse: boolean;
}

const SOFTWARE_PX = 300_000; // what a program fills in a time that still feels like walking
const [COARSEST, DESK_RATIO, PHONE_RATIO] = [0.5, 2, 1.75];

/** A program that draws instead of a chip gets no multisampling and fewer pixels; a phone keeps few models. */
export function chooseQuality({ renderer, width, height, coarse }: Device): Quality & { readonly budget: Budget } {
  const software = /swiftshader|llvmpipe|software|basic render/i.test(renderer);
  return {
    antialias: !software,
    maxPixelRatio: software ? Math.min(1, Math.max(COARSEST, Math.sqrt(SOFTWARE_PX / (width * height)))) : coarse ? PHONE_RATIO : DESK_RATIO,
    budget: coarse || width < 480 ? PHONE : DESK,
  };
}

export function readDevice(canvas: HTMLCanvasElement): Device {
  const context = document.createElement("canvas").getContext("webgl2");
  const info = context?.getExtension("WEBGL_debug_renderer_info");
  const renderer = context && info ? String(context.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return { renderer, width: canvas.clientWidth || 1, height: canvas.clientHeight || 1, coarse: matchMedia("(pointer: coarse)").matches };
}
