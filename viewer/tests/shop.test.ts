import { describe, expect, it } from "vitest";
import type { ProductCard } from "../src/contract";
import { arrange } from "../src/features/shop/arrange";
import { narrow } from "../src/features/shop/narrow";
import { createState } from "../src/state";

function card(sku: string, kind: string, size_m: [number, number, number] | null): ProductCard {
  const words = { zh: sku, en: sku };
  return {
    sku, kind, size_m, attach: "floor", title: words, alt: words, color: words, price: {}, poster_url: null,
    model_url: `${sku}.glb`, variants: [], shade_count: 0,
  };
}

const cards = [
  card("sofa", "sofa", [2.18, 0.82, 0.92]), card("lamp", "lamp", [0.46, 1.58, 0.46]), card("table", "table", [1.2, 0.36, 0.72]),
  card("rug", "rug", [1.7, 0.01, 2.4]), card("lipstick", "lipstick", null), card("bottle", "bottle", [0.08, 0.3, 0.08]),
];

describe("narrowing the shop", () => {
  it("keeps everything when nothing is asked", () => {
    expect(narrow(cards, { kind: "", fitsM: null, found: null }).size).toBe(cards.length);
  });
  it("keeps what is not wider than the gap, and nothing without a size", () => {
    expect([...narrow(cards, { kind: "", fitsM: 1.2, found: null })]).toEqual(["lamp", "table", "bottle"]);
  });
  it("joins kind, width and words", () => {
    expect([...narrow(cards, { kind: "lamp", fitsM: 0.6, found: new Set(["lamp", "sofa"]) })]).toEqual(["lamp"]);
    expect(narrow(cards, { kind: "lamp", fitsM: 0.6, found: new Set(["sofa"]) }).size).toBe(0);
  });
});

describe("the set", () => {
  const { stood, wallZ, seat } = arrange([...cards, card("print", "picture", [0.5, 0.7, 0.03]), card("chair", "armchair", [0.8, 0.73, 0.76]), card("shelf", "shelf", [0.98, 1.84, 0.34])], true);
  const of = new Map(stood.map((place) => [place.sku, place]));

  it("holds furniture, not make-up", () => {
    expect([...of.keys()].sort()).toEqual(["bottle", "chair", "lamp", "print", "rug", "shelf", "sofa", "table"]);
  });
  it("leaves out chair and shelf where it is narrow, and still stands with nothing else", () => {
    const narrow = arrange([...cards, card("chair", "armchair", [0.8, 0.73, 0.76]), card("shelf", "shelf", [0.98, 1.84, 0.34])], false);
    expect(narrow.stood.map(({ sku }) => sku)).not.toContain("shelf");
    expect(arrange([card("sofa", "sofa", [2.18, 0.82, 0.92]), card("chair", "chair", [0.4, 0.8, 0.4])], false).stood).toHaveLength(2);
  });
  it("leaves room between sofa and table", () => {
    expect(of.get("table")!.z - 0.72 / 2 - (of.get("sofa")!.z + 0.92 / 2)).toBeCloseTo(0.35);
  });
  it("lays the rug's long side along the sofa, its edge under the sofa's front", () => {
    expect(of.get("rug")!.yawRad).toBeCloseTo(Math.PI / 2);
    expect(of.get("rug")!.z - 1.7 / 2).toBeLessThan(0.92 / 2);
  });
  it("keeps lamp, shelf and chair out of the sofa", () => {
    expect(of.get("lamp")!.x - 0.46 / 2).toBeGreaterThan(2.18 / 2);
    expect(of.get("shelf")!.x + 0.98 / 2).toBeLessThan(-2.18 / 2);
    expect(of.get("chair")!.x - Math.hypot(0.8, 0.76) / 2).toBeGreaterThan(1.2 / 2);
  });
  it("turns the chair's front to the table", () => {
    const { x, z, yawRad } = of.get("chair")!;
    const table = of.get("table")!;
    const away = Math.hypot(table.x - x, table.z - z);
    expect((Math.sin(yawRad) * (table.x - x) + Math.cos(yawRad) * (table.z - z)) / away).toBeGreaterThan(0.7);
  });
  it("hangs the picture on the wall, over the sofa's back", () => {
    expect(of.get("print")!.z - 0.03 / 2).toBeCloseTo(wallZ);
    expect(of.get("print")!.y).toBeGreaterThan(0.82);
    expect(seat).toMatchObject({ width: 2.18, height: 0.82 });
  });
  it("puts the bottle on the table, and leaves it away without one", () => {
    const { x, y, z } = of.get("bottle")!;
    expect(y).toBe(0.36);
    expect(Math.abs(x)).toBeLessThan(0.6);
    expect(z).toBe(of.get("table")!.z);
    expect(arrange(cards.filter(({ kind }) => kind !== "table"), true).stood.map(({ sku }) => sku)).not.toContain("bottle");
  });
  it("is empty without models", () => {
    expect(arrange(cards.map((entry) => ({ ...entry, model_url: null })), true).stood).toEqual([]);
  });
});

describe("state", () => {
  it("tells watchers of a key when it changes, and no longer once they leave", () => {
    const state = createState({ kind: "", count: 0 });
    const seen: string[] = [];
    const leave = state.watch("kind", (kind) => seen.push(kind));
    state.set({ count: 1 });
    state.set({ kind: "sofa" });
    leave();
    state.set({ kind: "lamp" });
    expect(seen).toEqual(["", "sofa"]);
    expect(state.value).toEqual({ kind: "lamp", count: 1 });
  });
});
