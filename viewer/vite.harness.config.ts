/** Builds what only browser tests inject: never part of the product. */
import { defineConfig } from "vite";

const name = process.env["HARNESS"] ?? "headset";

export default defineConfig({
  build: {
    outDir: "dist-test",
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: `tests/harness/${name}.ts`, formats: ["iife"], name, fileName: () => `${name}.js` },
  },
});
