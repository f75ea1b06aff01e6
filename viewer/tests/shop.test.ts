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
  const stood = new Map(arrange(cards).map((place) => [place.sku, place]));

  it("holds furniture, not make-up", () => expect([...stood.keys()].sort()).toEqual(["bottle", "lamp", "rug", "sofa", "table"]));
  it("leaves room between sofa and table", () => {
    const gap = stood.get("table")!.z - 0.72 / 2 - (stood.get("sofa")!.z + 0.92 / 2);
    expect(gap).toBeCloseTo(0.35);
  });
  it("keeps the lamp out of the sofa", () => {
    expect(stood.get("lamp")!.x + 0.46 / 2).toBeLessThan(-2.18 / 2);
  });
  it("puts the bottle on the table", () => {
    const { x, y, z } = stood.get("bottle")!;
    expect(y).toBe(0.36);
    expect(Math.abs(x)).toBeLessThan(0.6);
    expect(z).toBe(stood.get("table")!.z);
  });
  it("is empty without models", () => expect(arrange(cards.map((entry) => ({ ...entry, model_url: null })))).toEqual([]));
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
