import { describe, expect, it } from "vitest";
import { bakeCorners, bakeLight, hides, type Block, type Panel, type Surface } from "../src/features/mall/bake";
import { layOut } from "../src/features/mall/layout";
import { pick } from "../src/features/mall/pick";
import { planLoads, type Budget, type Exhibit } from "../src/features/mall/progress";
import { chooseQuality } from "../src/features/mall/quality";

const FLOOR: Surface = { origin: [-3, 0, 3], u: [6, 0, 0], v: [0, 0, -6], normal: [0, 1, 0], columns: 30, rows: 30 };
const PANEL: Panel = { minX: -1, maxX: 1, minZ: -1, maxZ: 1, y: 3 };
const texel = (values: Float32Array, x: number, z: number): number => values[Math.floor(((3 - z) / 6) * 30) * 30 + Math.floor(((x + 3) / 6) * 30)]!;

describe("baked daylight", () => {
  it("right below a square panel is its form factor", () => {
    // A point under the middle of a square of side 2a at height h: four corners, each a/h along both sides.
    const x = 1 / 3;
    const factor = (4 / (2 * Math.PI)) * 2 * (x / Math.sqrt(1 + x * x)) * Math.atan(x / Math.sqrt(1 + x * x));
    const { light } = bakeLight(FLOOR, [PANEL], []);
    expect(texel(light, 0.1, 0.1)).toBeCloseTo(factor, 2);
  });

  it("fades to the sides alike, and reaches no ceiling", () => {
    const { light } = bakeLight(FLOOR, [PANEL], []);
    expect(texel(light, 2.5, 0.1)).toBeLessThan(texel(light, 0.1, 0.1) * 0.55);
    expect(texel(light, 2.5, 0.1)).toBeCloseTo(texel(light, -2.5, 0.1), 3);
    const ceiling: Surface = { ...FLOOR, origin: [-3, 3, -3], v: [0, 0, 6], normal: [0, -1, 0] };
    expect(Math.max(...bakeLight(ceiling, [PANEL], []).light)).toBe(0);
  });

  it("is kept away below a block, half at its edge, not beside it", () => {
    const block: Block = { low: [-0.5, 0.3, -0.5], high: [0.5, 0.5, 0.5] };
    const { open } = bakeLight(FLOOR, [PANEL], [block]);
    expect(texel(open, 0.1, 0.1)).toBeLessThan(0.05);
    expect(texel(open, 2.5, 2.5)).toBe(1);
    const edge = texel(open, 0.5, 0.1);
    expect(edge).toBeGreaterThan(0.2);
    expect(edge).toBeLessThan(0.8);
  });

  it("the room's own glow dims in corners only", () => {
    const glow = bakeCorners(FLOOR);
    expect(texel(glow, 0, 0)).toBeGreaterThan(0.98);
    expect(glow[0]).toBeLessThan(texel(glow, 0, 2.9));
  });

  it("a block hides what lies behind it and nothing before it or beside it", () => {
    const block: Block = { low: [-1, -1, -6], high: [1, 1, -4] };
    expect(hides(block, [0, 0, 0], [0, 0, -10])).toBe(true);
    expect(hides(block, [0, 0, 0], [0, 0, -3])).toBe(false);
    expect(hides(block, [0, 0, 0], [0, 0, 10])).toBe(false);
    expect(hides(block, [3, 0, 0], [0, 0, -10])).toBe(false);
  });
});

describe("a tap", () => {
  const hall = layOut([
    { sku: "sofa", kind: "sofa", attach: "floor", size_m: [2.18, 0.82, 0.92] },
    { sku: "pearl", kind: "earrings", attach: "ear", size_m: [0.0098, 0.0343, 0.0149] },
  ]);
  const toward = (from: readonly number[], to: readonly number[]): [number, number, number] => {
    const [x, y, z] = [to[0]! - from[0]!, to[1]! - from[1]!, to[2]! - from[2]!];
    const length = Math.hypot(x, y, z);
    return [x / length, y / length, z / length];
  };
  const eye: [number, number, number] = [0, 1.6, 0.8];

  it.each(["sofa", "pearl"])("on the %s means it, small as it is", (sku) => {
    const spot = hall.spots.find((entry) => entry.sku === sku)!;
    expect(pick(hall, eye, toward(eye, [spot.x, spot.y + spot.size[1] / 2, spot.z]))).toEqual({ sku });
  });

  it("on the floor means that place", () => {
    expect(pick(hall, eye, toward(eye, [0.5, 0, -0.7]))).toEqual({ floor: { x: expect.closeTo(0.5, 6), z: expect.closeTo(-0.7, 6) } });
  });

  it("on the ceiling means nothing", () => {
    expect(pick(hall, eye, [0, 1, 0])).toBeNull();
  });
});

describe("loading", () => {
  const budget: Budget = { loads: 2, models: 3, nearM: 8, farM: 12 };
  const exhibit = (sku: string, distanceM: number, state: Exhibit["state"] = "poster"): Exhibit => ({ sku, distanceM, state });

  it("fetches the nearest first, few at a time", () => {
    expect(planLoads([exhibit("c", 5), exhibit("a", 1), exhibit("b", 3)], budget).fetch).toEqual(["a", "b"]);
    expect(planLoads([exhibit("a", 1, "loading"), exhibit("b", 3), exhibit("c", 5)], budget).fetch).toEqual(["b"]);
  });

  it("leaves the far and the broken alone", () => {
    expect(planLoads([exhibit("far", 9), exhibit("broken", 1, "broken")], budget).fetch).toEqual([]);
  });

  it("lets go of what is far, and of the farthest when there are too many", () => {
    expect(planLoads([exhibit("a", 13, "shown"), exhibit("b", 1, "shown")], budget).drop).toEqual(["a"]);
    const four = ["a", "b", "c", "d"].map((sku, index) => exhibit(sku, index + 1, "shown"));
    expect(planLoads(four, budget).drop).toEqual(["d"]);
  });
});

describe("quality", () => {
  it("draws in software without multisampling and with few pixels, on a chip with all", () => {
    const soft = chooseQuality({ renderer: "ANGLE (Google, Vulkan 1.3 (SwiftShader Device))", width: 1440, height: 900, coarse: false });
    expect(soft.antialias).toBe(false);
    expect(1440 * 900 * soft.maxPixelRatio ** 2).toBeLessThan(330_000);
    expect(chooseQuality({ renderer: "Apple M2", width: 1440, height: 900, coarse: false })).toMatchObject({ antialias: true, maxPixelRatio: 2 });
  });

  it("keeps fewer models on a phone", () => {
    const phone = chooseQuality({ renderer: "Adreno", width: 390, height: 844, coarse: true });
    expect(phone.budget.models).toBeLessThan(chooseQuality({ renderer: "", width: 1440, height: 900, coarse: false }).budget.models);
  });
});
