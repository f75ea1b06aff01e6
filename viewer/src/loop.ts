/** The frame loop: every feature updates in the order given, once per frame; on the page and in a headset alike. */
import type { WebGLRenderer } from "three";

export interface Feature {
  /** `time` in milliseconds as the browser counts it; `frame` only inside a WebXR session. */
  update(time: number, frame: XRFrame | null): void;
  dispose(): void;
}

export interface Loop {
  stop(): void;
}

export function runLoop(renderer: WebGLRenderer, features: readonly Feature[]): Loop {
  renderer.setAnimationLoop((time: number, frame?: XRFrame) => {
    for (const feature of features) feature.update(time, frame ?? null);
  });
  return {
    stop() {
      renderer.setAnimationLoop(null);
      for (const feature of [...features].reverse()) feature.dispose();
    },
  };
}
