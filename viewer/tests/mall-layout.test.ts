import { describe, expect, it } from "vitest";
import { footprint } from "../src/features/mall/island";
import { layOut, type Sized, type Spot } from "../src/features/mall/layout";
import { groundOf } from "../src/features/mall/ground";
import { entranceOf } from "../src/features/mall/mall";
import { findRoute, isFree } from "../src/features/mall/route";

const card = (sku: string, kind: string, attach: Sized["attach"], size_m: Sized["size_m"]): Sized => ({ sku, kind, attach, size_m });
const HOME: Sized[] = [
  card("sofa", "sofa", "floor", [2.18, 0.82, 0.92]),
  card("armchair", "armchair", "floor", [0.8, 0.73, 0.76]),
  card("table", "table", "floor", [1.2, 0.36, 0.72]),
  card("lamp", "lamp", "floor", [0.46, 1.58, 0.46]),
  card("rug", "rug", "floor", [1.7, 0.012, 2.4]),
  card("shelf", "shelf", "floor", [0.98, 1.84, 0.34]),
  card("print", "picture", "wall", [0.508, 0.711, 0.025]),
  card("glasses", "glasses", "nose", [0.14, 0.048, 0.15]),
  card("earring", "earrings", "ear", [0.0098, 0.0343, 0.0149]),
  card("bottle", "bottle", "table", [0.075, 0.302, 0.075]),
  card("lipstick", "lipstick", "lips", null),
];
const many = (count: number): Sized[] => Array.from({ length: count }, (_, index) => ({ ...HOME[index % HOME.length]!, sku: `p${index}` }));
const spot = (spots: readonly Spot[], sku: string): Spot => spots.find((entry) => entry.sku === sku)!;

describe.each([["a home", HOME], ["two hundred", many(200)], ["one lipstick", HOME.slice(-1)], ["nothing", []]])("a hall of %s", (_, cards) => {
  const hall = layOut(cards);

  it("shows every product once, inside", () => {
    expect(hall.spots.map(({ sku }) => sku).sort()).toEqual(cards.map(({ sku }) => sku).sort());
    for (const entry of hall.spots) {
      const { x, z, halfX, halfZ } = footprint(entry);
      expect(x - halfX).toBeGreaterThanOrEqual(hall.minX);
      expect(x + halfX).toBeLessThanOrEqual(hall.maxX);
      expect(z + halfZ).toBeLessThanOrEqual(hall.maxZ);
      if (entry.on !== "wall") expect(z - halfZ).toBeGreaterThanOrEqual(hall.minZ);
    }
  });

  it("stands nothing into another, rugs aside", () => {
    const standing = hall.spots.filter(({ on, size }) => on !== "wall" && size[1] > 0.05).map((entry) => ({ sku: entry.sku, ...footprint(entry) }));
    for (const a of standing)
      for (const b of standing)
        if (a.sku < b.sku) {
          const apart = Math.max(Math.abs(a.x - b.x) - a.halfX - b.halfX, Math.abs(a.z - b.z) - a.halfZ - b.halfZ);
          expect(apart, `${a.sku} and ${b.sku}`).toBeGreaterThan(0);
        }
  });

  it("lets fifty in at the door, nobody in another", () => {
    const ground = groundOf(hall);
    const seats = Array.from({ length: 50 }, (_, inside) => entranceOf(inside, ground));
    for (const [index, a] of seats.entries()) {
      expect(isFree(ground, a)).toBe(true);
      for (const b of seats.slice(0, index)) expect(Math.hypot(a.x - b.x, a.z - b.z)).toBeGreaterThan(0.4);
    }
  });

  it("can be walked to the front of everything from the door", () => {
    const ground = groundOf(hall);
    const door = { x: 0, z: 0.8 };
    expect(isFree(ground, door)).toBe(true);
    for (const { sku, view } of hall.spots.slice(0, 24)) {
      const end = findRoute(ground, door, view).at(-1);
      expect(end, sku).toBeDefined();
      expect(Math.hypot(end!.x - view.x, end!.z - view.z), sku).toBeLessThan(1.1);
    }
  });
});

describe("where things are", () => {
  const { spots, minZ, minX, maxX } = layOut(HOME);

  it("small things stand on pedestals a little below the eye, at true size", () => {
    for (const sku of ["glasses", "earring", "bottle", "lipstick"]) {
      const { on, y, size } = spot(spots, sku);
      expect(on).toBe("pedestal");
      expect(y + size[1] / 2).toBeGreaterThan(1.1);
      expect(y + size[1] / 2).toBeLessThan(1.5);
    }
  });

  it("they look into the hall from both sides", () => {
    const small = spots.filter(({ on }) => on === "pedestal");
    for (const { x, yawRad } of small) expect(Math.sign(Math.sin(yawRad))).toBe(-Math.sign(x));
    expect(small.some(({ x }) => x < 0) && small.some(({ x }) => x > 0)).toBe(true);
    expect(Math.max(...small.map(({ x }) => Math.abs(x)))).toBeLessThan((maxX - minX) / 2);
  });

  it("a picture hangs on the far wall at eye height, a shelf stands against it", () => {
    expect(spot(spots, "print")).toMatchObject({ on: "wall", z: minZ, yawRad: 0 });
    expect(spot(spots, "print").y).toBeCloseTo(1.5, 1);
    expect(spot(spots, "shelf").z - 0.34 / 2 - minZ).toBeLessThan(0.05);
  });

  it("the table stands on the rug, before the sofa, the second seat turned to it", () => {
    const [sofa, table, rug, seat] = ["sofa", "table", "rug", "armchair"].map((sku) => spot(spots, sku));
    expect(table!.y).toBeCloseTo(rug!.size[1], 9);
    expect(table!.z).toBeGreaterThan(sofa!.z);
    const toward = Math.atan2(table!.x - seat!.x, table!.z - seat!.z);
    expect(Math.abs(toward - seat!.yawRad)).toBeLessThan(Math.PI / 3);
  });
});
