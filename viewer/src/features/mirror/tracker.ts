/** MediaPipe's face mesh in the page: 478 points a frame, models served from our own folder, nothing sent. */
import type { FaceMesh, Results } from "@mediapipe/face_mesh";
import { faceMeshFolder } from "../../api";

export interface Tracker {
  /** Landmarks (x, y per point) in pixels of `image`, or null when there is no face. */
  detect(image: HTMLCanvasElement): Promise<Float64Array | null>;
  dispose(): void;
}

declare global {
  interface Window {
    FaceMesh?: new (config: { locateFile(file: string): string }) => FaceMesh;
  }
}

export async function createTracker(): Promise<Tracker> {
  await loadScript(`${faceMeshFolder}face_mesh.js`);
  if (!window.FaceMesh) throw new Error("tracker: expected face_mesh.js to define FaceMesh");
  const mesh = new window.FaceMesh({ locateFile: (file) => faceMeshFolder + file });
  const options = { maxNumFaces: 1, refineLandmarks: true, selfieMode: false, useCpuInference: !hasGpu() };
  mesh.setOptions(options);
  await mesh.initialize(); // all of its files, now
  let found: Results["multiFaceLandmarks"] = [];
  mesh.onResults((results) => {
    found = results.multiFaceLandmarks;
  });
  return {
    async detect(image) {
      found = [];
      await mesh.send({ image });
      const face = found[0];
      if (!face) return null;
      const points = new Float64Array(face.length * 2);
      face.forEach((point, index) => {
        points[index * 2] = point.x * image.width;
        points[index * 2 + 1] = point.y * image.height;
      });
      return points;
    },
    dispose() {
      void mesh.close();
    },
  };
}

/** Software WebGL is many times slower at inference than WebAssembly. */
function hasGpu(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  if (!context) return false;
  const info = context.getExtension("WEBGL_debug_renderer_info");
  const name = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return !/swiftshader|llvmpipe|software|basic render/i.test(name);
}

function loadScript(url: string): Promise<void> {
  if (window.FaceMesh) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.crossOrigin = "anonymous";
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`tracker: could not load ${url}`));
    document.head.append(script);
  });
}
