import { describe, expect, it } from "vitest";
import { hitFromMatrix, lowestLevel, pickHit, surfaceOf, type Hit } from "../src/features/place/hits";
import { follow, restingPose, touchingOffset } from "../src/features/place/pose";
import { arWays, type Device } from "../src/features/place/ways";

const level = (y: number, z = 0): Hit => ({ position: [0, y, z], normal: [0, 1, 0] });
const side = (y: number, z = 0): Hit => ({ position: [0, y, z], normal: [0, 0, 1] });
const leaning = (degrees: number): Hit => {
  const rad = (degrees * Math.PI) / 180;
  return { position: [0, 0, 0], normal: [Math.sin(rad), Math.cos(rad), 0] };
};

describe("hits a sofa may stand on", () => {
  it("takes a floor, also one that leans a little", () => {
    expect(pickHit([level(0)], "floor", null)).toBe(0);
    expect(pickHit([leaning(6)], "floor", null)).toBe(0);
  });
  it("refuses walls, slopes and ceilings", () => {
    expect(pickHit([side(0)], "floor", null)).toBe(-1);
    expect(pickHit([leaning(25)], "floor", null)).toBe(-1);
    expect(pickHit([{ position: [0, 0, 0], normal: [0, -1, 0] }], "floor", null)).toBe(-1);
  });
  it("refuses a desk, before and after the floor was seen", () => {
    expect(pickHit([level(0.57)], "floor", null)).toBe(-1);
    expect(pickHit([level(0.57)], "floor", 0)).toBe(-1);
    expect(pickHit([level(0.75)], "floor", lowestLevel([level(0.75)], null))).toBe(-1);
  });
  it("refuses the floor under the desk it looks at", () => {
    expect(pickHit([level(0.75, -0.6), level(0, -1.2)], "floor", 0)).toBe(-1);
  });
  it("takes the floor's plane just behind a scan's rough mesh", () => {
    expect(pickHit([{ ...level(0.02), normal: [0.5, 0.8, 0.33] }, level(0)], "floor", 0)).toBe(1);
  });
  it("knows a sunken floor by what it saw", () => {
    const lowest = lowestLevel([level(-0.3), side(-2)], 0.1);
    expect(lowest).toBe(-0.3);
    expect(pickHit([level(0.1)], "floor", lowest)).toBe(-1);
  });
  it("lets small things stand on a table and pictures hang on a wall", () => {
    expect(pickHit([level(0.75)], surfaceOf("table"), 0)).toBe(0);
    expect(pickHit([level(0.75), side(1)], surfaceOf("wall"), 0)).toBe(-1);
    expect(pickHit([side(1)], surfaceOf("wall"), 0)).toBe(0);
  });
  it("reads position and normal from a pose's matrix", () => {
    const quarterTurnAboutX = [1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 4, 5, 6, 1];
    expect(hitFromMatrix(quarterTurnAboutX)).toEqual({ position: [4, 5, 6], normal: [0, 0, 1] });
  });
});

describe("where a product stands", () => {
  it("turns its front to the viewer", () => {
    expect(restingPose(level(0), "floor", [2, 1.6, 0]).yawRad).toBeCloseTo(Math.PI / 2);
    expect(restingPose(level(0), "floor", [0, 1.6, 3]).yawRad).toBeCloseTo(0);
  });
  it("turns its back to the wall, wherever the viewer is", () => {
    const wall: Hit = { position: [0, 1, 0], normal: [-1, 0, 0] };
    expect(restingPose(wall, "wall", [5, 1.6, 5]).yawRad).toBeCloseTo(-Math.PI / 2);
  });
  it("touches floor, wall and ceiling with bottom, back and top", () => {
    const bounds = { min: [-1, 0.2, -0.5], max: [3, 1.2, 0.5] } as const;
    expect(touchingOffset(bounds, "floor")).toEqual([-1, -0.2, -0]);
    expect(touchingOffset(bounds, "wall")).toEqual([-1, -0.7, 0.5]);
    expect(touchingOffset(bounds, "ceiling")[1]).toBe(-1.2);
  });
  it("goes where its anchor goes", () => {
    const pose = follow({ position: [1, 0, 1], yawRad: 2 }, [0, 0, 0], [0.01, -0.02, 0]);
    expect(pose).toEqual({ position: [1.01, -0.02, 1], yawRad: 2 });
  });
});

describe("ways into live AR", () => {
  const sofa = { sku: "sofa", attach: "floor", model_url: "/files/a/sofa.glb", store_url: "/files/b/sofa.glb", usdz_url: "/files/c/sofa.usdz" } as const;
  const page = "https://shop.example/p/sofa";
  const none: Device = { webxr: false, android: false, quickLook: false };
  const kinds = (device: Partial<Device>, product: Parameters<typeof arWays>[0] = sofa): string[] =>
    arWays(product, { ...none, ...device }, page, "Sofa").map(({ kind }) => kind);

  it("are tried in one order and end with a photo of the room", () => {
    expect(kinds({ webxr: true, android: true })).toEqual(["webxr", "scene-viewer", "room"]);
    expect(kinds({ quickLook: true })).toEqual(["quick-look", "room"]);
    expect(kinds({})).toEqual(["room"]);
  });
  it("leave out what the product has no file for", () => {
    expect(kinds({ webxr: true, android: true, quickLook: true }, { ...sofa, model_url: null, store_url: null, usdz_url: null })).toEqual(["room"]);
  });
  it("hand Scene Viewer the plain GLB at a fixed size and a way back", () => {
    const way = arWays(sofa, { ...none, android: true }, page, "Sofa & more")[0];
    const url = way?.kind === "scene-viewer" ? way.url : "";
    const asked = new URLSearchParams(url.split("?")[1]?.split("#")[0]);
    expect(url.startsWith("intent://arvr.google.com/scene-viewer/1.2?")).toBe(true);
    expect(asked.get("file")).toBe("https://shop.example/files/b/sofa.glb");
    expect(asked.get("resizable")).toBe("false");
    expect(asked.get("title")).toBe("Sofa & more");
    expect(asked.get("enable_vertical_placement")).toBeNull();
    expect(url).toContain(`S.browser_fallback_url=${encodeURIComponent(page)};end;`);
  });
  it("lets Scene Viewer hang what hangs", () => {
    const way = arWays({ ...sofa, attach: "wall" }, { ...none, android: true }, page, "Print")[0];
    expect(way?.kind === "scene-viewer" && way.url).toContain("enable_vertical_placement=true");
  });
  it("lock Quick Look's size", () => {
    const way = arWays(sofa, { ...none, quickLook: true }, page, "Sofa")[0];
    expect(way).toEqual({ kind: "quick-look", url: "https://shop.example/files/c/sofa.usdz#allowsContentScaling=0" });
  });
});
