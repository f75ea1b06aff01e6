import { describe, expect, it } from "vitest";
import { findRoute, isFree, type Ground } from "../src/features/mall/route";
import { arrived, step, travel, type Journey, type Stance } from "../src/features/mall/walk";

const ROOM: Ground = { minX: -4, maxX: 4, minZ: -8, maxZ: 2, obstacles: [{ x: 0, z: -3, halfX: 1.1, halfZ: 0.5 }] };
const at = (x: number, z: number, yawRad = 0): Stance => ({ x, z, yawRad, pitchRad: 0 });
const AHEAD = { ahead: 1, right: 0, turnLeft: 0 };
const walk = (from: Stance, wish: Parameters<typeof step>[2], seconds: number): Stance => {
  let here = from;
  for (let time = 0; time < seconds; time += 0.02) here = step(ROOM, here, wish, 0.02);
  return here;
};

describe("steps", () => {
  it("go where one looks: yaw 0 along -z, a quarter to the left along -x", () => {
    expect(step(ROOM, at(2, 0), AHEAD, 0.1).z).toBeCloseTo(-0.19, 9);
    expect(step(ROOM, at(2, 0, Math.PI / 2), AHEAD, 0.1).x).toBeCloseTo(2 - 0.19, 9);
  });

  it("are no longer askew than straight", () => {
    const { x, z } = step(ROOM, at(2, 0), { ahead: 1, right: 1, turnLeft: 0 }, 0.1);
    expect(Math.hypot(x - 2, z)).toBeCloseTo(0.19, 9);
  });

  it("end at what stands in the way and slide along it", () => {
    const straight = walk(at(0, 0), AHEAD, 4);
    expect(straight.z).toBeGreaterThan(-2.5 + 0.27);
    expect(straight.z).toBeLessThan(-2.5 + 0.33);
    const slanted = walk(at(0, 0, 0.5), AHEAD, 2.5);
    expect(isFree(ROOM, slanted)).toBe(true);
    expect(slanted.x).toBeLessThan(-1);
  });

  it("never leave the hall", () => {
    expect(isFree(ROOM, walk(at(3, 1, 2), AHEAD, 20))).toBe(true);
  });

  it("after a pause do not leap", () => {
    expect(step(ROOM, at(2, 0), AHEAD, 30).z).toBeCloseTo(-0.19, 9);
  });
});

describe("a route", () => {
  it("is straight where nothing stands between", () => {
    expect(findRoute(ROOM, { x: -3, z: 0 }, { x: 3, z: 1 })).toEqual([{ x: 3, z: 1 }]);
  });

  it("goes round what does, never through, and not far about", () => {
    const route = [{ x: 0, z: 0 }, ...findRoute(ROOM, { x: 0, z: 0 }, { x: 0.1, z: -6 })];
    expect(route.at(-1)).toEqual({ x: 0.1, z: -6 });
    let length = 0;
    route.slice(1).forEach((point, index) => {
      const from = route[index]!;
      length += Math.hypot(point.x - from.x, point.z - from.z);
      for (let share = 0; share <= 1; share += 0.02)
        expect(isFree(ROOM, { x: from.x + (point.x - from.x) * share, z: from.z + (point.z - from.z) * share }, 0.25)).toBe(true);
    });
    expect(length).toBeLessThan(7.6);
  });

  it("to a place inside a sofa ends beside it", () => {
    const end = findRoute(ROOM, { x: 0, z: 0 }, { x: 0, z: -2.8 }).at(-1)!;
    expect(isFree(ROOM, end)).toBe(true);
    expect(Math.hypot(end.x, end.z + 2.8)).toBeLessThan(0.9);
  });

  it("to where there is no way is none", () => {
    const wall = { x: 0, z: -4, halfX: 5, halfZ: 0.2 };
    expect(findRoute({ ...ROOM, obstacles: [wall] }, { x: 0, z: 0 }, { x: 0, z: -7 })).toEqual([]);
  });
});

describe("a journey", () => {
  const journey: Journey = { points: [{ x: 2, z: 0 }, { x: 2, z: -2 }], facing: { yawRad: 6, pitchRad: -0.2 } };

  it("ends at its goal, looking as asked, and passes its corners", () => {
    let [here, left]: [Stance, Journey | null] = [at(0, 0, 0.2), journey];
    let corner = Number.POSITIVE_INFINITY;
    for (let frame = 0; left && frame < 2000; frame += 1) {
      ({ at: here, left } = travel(here, left, 0.016));
      corner = Math.min(corner, Math.hypot(here.x - 2, here.z));
    }
    expect(left).toBeNull();
    expect([here.x, here.z]).toEqual([2, -2]);
    expect(corner).toBeLessThan(0.05);
    expect(Math.cos(here.yawRad - 6)).toBeCloseTo(1, 3);
  });

  it("slows down before its end", () => {
    const stride = (z: number): number => {
      const { at: after } = travel(at(2, z), { points: [{ x: 2, z: -2 }], facing: null }, 0.05);
      return Math.abs(after.z - z);
    };
    expect(stride(-1.7)).toBeLessThan(stride(0) / 3);
  });

  it("for who wants no motion is over at once", () => {
    expect(arrived(at(0, 0), journey)).toEqual({ x: 2, z: -2, yawRad: 6, pitchRad: -0.2 });
  });
});
