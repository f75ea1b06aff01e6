import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

interface Import {
  from: string;
  to: string;
}

function importsOf(name: string): Import[] {
  const text = readFileSync(join(SRC, name), "utf8");
  const found = [...text.matchAll(/(?:from\s+|import\s+|import\()\s*"([^"]+)"/g)];
  return found.map(([, to = ""]) => ({
    from: name,
    to: to.startsWith(".") ? relative(SRC, resolve(SRC, name, "..", to)) : to,
  }));
}

/** A file's text without its comments. */
function codeOf(name: string): string {
  return readFileSync(join(SRC, name), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
}

const imports = files.flatMap(importsOf);
const feature = (path: string): string | undefined => /^features\/([^/]+)/.exec(path)?.[1];

describe("who may import whom", () => {
  it("finds the imports at all", () => {
    expect(imports).toContainEqual({ from: "main.ts", to: "page" });
    expect(imports).toContainEqual({ from: "main.ts", to: "features/shop/page" });
  });

  it("keeps features apart: they meet in main.ts and in state", () => {
    const crossings = imports.filter(({ from, to }) => {
      const [mine, theirs] = [feature(from), feature(to)];
      return theirs !== undefined && theirs !== mine && from !== "main.ts";
    });
    expect(crossings).toEqual([]);
  });

  it("keeps the emulated headset out of the product", () => {
    expect(imports.filter(({ to }) => /iwer/.test(to))).toEqual([]);
  });

  it("leaves addresses to api.ts and socket.ts", () => {
    const address = /["'`](https?:|wss?:|intent:|\/(api|static|p|mirror|room|mall|studio|ws)\b)/;
    const knowing = files.filter((name) => address.test(readFileSync(join(SRC, name), "utf8")));
    expect(knowing.filter((name) => !["api.ts", "socket.ts"].includes(name))).toEqual([]);
  });

  it("uses no `any`", () => {
    const loose = files.filter((name) => /(:|as|<)\s*any\b/.test(codeOf(name)));
    expect(loose).toEqual([]);
  });
});
