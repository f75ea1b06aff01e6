import { defineConfig } from "vitest/config";
import { faceMeshRuntime } from "./scripts/face-mesh.ts";

export default defineConfig({
  base: "/static/viewer/",
  plugins: [faceMeshRuntime()],
  build: {
    outDir: "../server/static/viewer",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: "src/main.ts" },
  },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
