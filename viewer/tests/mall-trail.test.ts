import { describe, expect, it } from "vitest";
import { between, createServerClock, createTrail } from "../src/features/mall/trail";

const TICK_S = 1 / 15;
const pose = (x: number, yawRad = 0) => ({ x, z: 0, yawRad });

describe("a friend's trail", () => {
  it("lies on the way between two poses", () => {
    const trail = createTrail();
    trail.push(1, pose(0));
    trail.push(1 + TICK_S, pose(0.2));
    expect(trail.at(1 + TICK_S / 4)?.x).toBeCloseTo(0.05, 9);
  });

  it("of a steady walk told unevenly is a steady walk", () => {
    const trail = createTrail();
    const times = Array.from({ length: 12 }, (_, tick) => 10 + tick * TICK_S + (tick % 3) * 0.012);
    for (const time of times) trail.push(time, pose((time - 10) * 1.9));
    for (let time = 10.05; time < times.at(-1)!; time += 0.013) expect(trail.at(time)!.x).toBeCloseTo((time - 10) * 1.9, 6);
  });

  it("stays where the last pose was, and before the first at the first", () => {
    const trail = createTrail();
    expect(trail.at(0)).toBeNull();
    trail.push(1, pose(3));
    expect([trail.at(0)?.x, trail.at(99)?.x]).toEqual([3, 3]);
  });

  it("does not drift through a long rest: the first step after it is one step long", () => {
    const trail = createTrail();
    trail.push(1, pose(0));
    trail.push(9, pose(0.12));
    expect(trail.at(8)?.x).toBe(0);
    expect(trail.at(9 - TICK_S / 2)?.x).toBeCloseTo(0.06, 9);
  });

  it("takes no pose from the past", () => {
    const trail = createTrail();
    trail.push(2, pose(1));
    trail.push(1, pose(5));
    expect(trail.at(3)?.x).toBe(1);
  });

  it("forgets what was shown long ago but not what is shown now", () => {
    const trail = createTrail();
    for (let tick = 0; tick < 600; tick += 1) trail.push(tick * TICK_S, pose(tick));
    expect(trail.at(599 * TICK_S - 0.1)?.x).toBeCloseTo(597.5, 6);
  });

  it("turns the shorter way round", () => {
    expect(between(pose(0, 3), pose(0, -3), 0.5).yawRad).toBeCloseTo(Math.PI, 6);
  });

  it("shows a leap as a leap, not as flight through the hall", () => {
    expect(between(pose(0), pose(9), 0.5).x).toBe(0);
    expect(between(pose(0), pose(9), 1).x).toBe(9);
  });
});

describe("the server's clock", () => {
  it("follows the quickest message and shows a tenth of a second ago", () => {
    const clock = createServerClock();
    for (const late of [0.05, 0.01, 0.2]) clock.heard(100, 3 + late);
    expect(clock.shown(4.01)).toBeCloseTo(100 + 1 - 0.1, 9);
  });

  it("forgets an offset that no longer holds", () => {
    const clock = createServerClock(0);
    clock.heard(500, 0);
    for (let count = 0; count < 50; count += 1) clock.heard(100, 50);
    expect(clock.shown(50)).toBeCloseTo(100, 9);
  });
});
