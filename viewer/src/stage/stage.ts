/** A lit stage on a canvas: neutral studio light, Khronos PBR Neutral tone mapping, drawn only when something changed. */
import { NeutralToneMapping, PerspectiveCamera, Scene, SRGBColorSpace, WebGLRenderer } from "three";
import type { Feature } from "../loop";
import { createStudioLight } from "./environment";

const FIELD_OF_VIEW_DEG = 30; // about 67 mm on a full-frame camera: furniture without wide-angle distortion
const MAX_PIXEL_RATIO = 2;

export interface Stage {
  readonly renderer: WebGLRenderer;
  readonly scene: Scene;
  readonly camera: PerspectiveCamera;
  readonly canvas: HTMLCanvasElement;
  /** Width and height of the canvas in CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** Ask for a new picture; without it nothing is drawn. */
  invalidate(): void;
  /** Calls `seen` with every picture drawn on the page. */
  onDraw(seen: () => void): void;
  /** The last feature of a loop: draws what the others made. */
  readonly draw: Feature;
}

/** Whether this browser can draw at all. */
export function canDraw(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

/** What a picture may cost. */
export interface Quality {
  readonly antialias: boolean;
  readonly maxPixelRatio: number;
}

export function createStage(canvas: HTMLCanvasElement, quality: Quality = { antialias: true, maxPixelRatio: MAX_PIXEL_RATIO }): Stage {
  const renderer = new WebGLRenderer({ canvas, alpha: true, antialias: quality.antialias });
  renderer.toneMapping = NeutralToneMapping;
  renderer.outputColorSpace = SRGBColorSpace;
  const scene = new Scene();
  const light = createStudioLight(renderer);
  scene.environment = light.texture;
  const camera = new PerspectiveCamera(FIELD_OF_VIEW_DEG, 1, 0.01, 100);
  const size = { width: 1, height: 1 };
  const watchers: (() => void)[] = [];
  let stale = true;

  const fit = (): void => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (renderer.xr.isPresenting || !width || !height) return;
    Object.assign(size, { width, height });
    renderer.setPixelRatio(Math.min(window.devicePixelRatio, quality.maxPixelRatio));
    renderer.setSize(width, height, false);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    stale = true;
  };
  const observer = new ResizeObserver(fit);
  observer.observe(canvas);
  fit();

  return {
    renderer,
    scene,
    camera,
    canvas,
    size,
    invalidate: () => (stale = true),
    onDraw: (seen) => void watchers.push(seen),
    draw: {
      update() {
        if (!stale && !renderer.xr.isPresenting) return;
        stale = false;
        renderer.render(scene, camera);
        if (!renderer.xr.isPresenting) for (const seen of watchers) seen();
      },
      dispose() {
        observer.disconnect();
        light.dispose();
        renderer.dispose();
      },
    },
  };
}
