/** Copies the face tracker's runtime (models, WebAssembly) into the build, so that nothing is fetched from elsewhere. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const RUNTIME = /\.(js|wasm|data|binarypb|tflite)$/;

/** Emits every runtime file of @mediapipe/face_mesh under `folder/` of the output. */
export function faceMeshRuntime(folder = "face_mesh"): Plugin {
  return {
    name: "face-mesh-runtime",
    apply: "build",
    generateBundle() {
      const home = dirname(createRequire(import.meta.url).resolve("@mediapipe/face_mesh/package.json"));
      for (const name of readdirSync(home).filter((file) => RUNTIME.test(file))) {
        this.emitFile({ type: "asset", fileName: `${folder}/${name}`, source: readFileSync(join(home, name)) });
      }
    },
  };
}
