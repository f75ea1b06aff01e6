import { describe, expect, it } from "vitest";
import { PerspectiveCamera, Vector3 } from "three";
import { layoutDimensions, middle, strokes, withLines, type Bounds } from "../src/stage/dimensions/layout";
import { fitDistance, fitPoints, THREE_QUARTER, type Triple } from "../src/stage/framing";
import { nearestShade } from "../src/stage/tint";

const sofa: Bounds = { min: [-1.09, 0, -0.46], max: [1.09, 0.82, 0.46] };

describe("dimension lines", () => {
  const at = (x: number, z: number) => layoutDimensions(sofa, [x, 1, z], 0.1);

  it("say the box's own lengths", () => {
    expect(at(1, 1).map(({ side, metres }) => [side, Number(metres.toFixed(3))])).toEqual([
      ["width", 2.18], ["depth", 0.92], ["height", 0.82],
    ]);
  });
  it("are as long as what they measure", () => {
    for (const { from, to, metres } of at(-1, 1)) {
      expect(Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2])).toBeCloseTo(metres);
    }
  });
  it.each([[1, 1], [-1, 1], [1, -1], [-1, -1]])("stand on the viewer's sides from (%d, %d), outside the box", (x, z) => {
    const [width, depth, height] = at(x, z);
    expect(Math.sign(width?.from[2] ?? 0)).toBe(z);
    expect(Math.abs(width?.from[2] ?? 0)).toBeCloseTo(0.56);
    expect(depth?.from[0]).toBeCloseTo(x * 1.19);
    expect(height?.from[0]).toBeCloseTo(-x * 1.19);
  });
  it("end in ticks, three strokes each", () => {
    const lines = at(1, 1);
    const ends = strokes(lines, 0.03);
    expect(ends).toHaveLength(18);
    const [tickA, tickB] = [ends[2]!, ends[3]!];
    expect(Math.hypot(tickA[0] - tickB[0], tickA[1] - tickB[1], tickA[2] - tickB[2])).toBeCloseTo(0.06);
    expect(middle(lines[0]!)[0]).toBeCloseTo(0);
  });
  it("widen the box that a camera must see, not its height", () => {
    expect(withLines(sofa, 0.1)).toEqual({ min: [-1.1900000000000002, 0, -0.56], max: [1.1900000000000002, 0.82, 0.56] });
  });
});

describe("framing", () => {
  const size: Triple = [2.18, 0.82, 0.92];

  it.each([[1.6, 0.8], [0.6, 0.8], [1, 1]])("keeps every corner inside at aspect %d, filling %d", (aspect, fill) => {
    const camera = new PerspectiveCamera(30, aspect, 0.01, 100);
    const view = { fovYRad: Math.PI / 6, aspect };
    camera.position.set(...THREE_QUARTER).multiplyScalar(fitDistance(size, THREE_QUARTER, view, [fill, fill]));
    camera.lookAt(0, 0, 0);
    camera.updateMatrixWorld();
    const seen = [-1, 1].flatMap((a) => [-1, 1].flatMap((b) => [-1, 1].map((c) =>
      new Vector3((a * size[0]) / 2, (b * size[1]) / 2, (c * size[2]) / 2).project(camera))));
    const widest = Math.max(...seen.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
    expect(widest).toBeCloseTo(fill, 5);
  });
});

describe("the shade nearest to a bullet's own colour", () => {
  const shades = [{ color: "#A2253B" }, { color: "#DDC2AF" }, { color: "#5D2347" }];
  it("is found", () => expect(nearestShade(shades, "#aa2233")).toBe(shades[0]));
  it("is none of none", () => expect(nearestShade([], "#aa2233")).toBeUndefined());
});

describe("a camera that must see scattered points", () => {
  const points: Triple[] = [[-2, 0, 0], [2.4, 0, 0.5], [0, 1.9, -0.5], [1, 0, 2]];

  it.each([0.6, 1, 2.4])("fills the tighter side exactly and centres both, at aspect %d", (aspect) => {
    const { distance, target } = fitPoints(points, THREE_QUARTER, { fovYRad: Math.PI / 6, aspect }, [0.9, 0.9]);
    const camera = new PerspectiveCamera(30, aspect, 0.01, 100);
    camera.position.set(...target).addScaledVector(new Vector3(...THREE_QUARTER), distance);
    camera.lookAt(...target);
    camera.updateMatrixWorld(true);
    const seen = points.map((point) => new Vector3(...point).project(camera));
    const reach = (["x", "y"] as const).map((axis) => [Math.min(...seen.map((point) => point[axis])), Math.max(...seen.map((point) => point[axis]))]);
    expect(Math.max(...reach.flat().map(Math.abs))).toBeCloseTo(0.9);
    expect(reach.some(([low = 0, high = 0]) => Math.abs(low + 0.9) < 1e-3 && Math.abs(high - 0.9) < 1e-3)).toBe(true);
  });
});
