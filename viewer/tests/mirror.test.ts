import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Matrix4, Vector3 } from "three";
import { describe, expect, it } from "vitest";
import { decode, encode, hexToLinear, luminance } from "../src/features/mirror/face/color";
import { facePoints } from "../src/features/mirror/face/canonical";
import { cameraOf as cameraAt } from "../src/features/mirror/face/camera";
import { solveFace } from "../src/features/mirror/face/face";
import { guessCamera } from "../src/features/mirror/face/focal";
import { unflattened } from "../src/features/mirror/face/habit";
import { lipShape, median, smoothLoop } from "../src/features/mirror/face/lips";
import { ownShare } from "../src/features/mirror/face/glare";
import { lipColor } from "../src/features/mirror/face/lipstick";
import { solveHeadPose } from "../src/features/mirror/face/pose";
import { createSmoother } from "../src/features/mirror/face/smooth";
import { paintPixels } from "../src/features/mirror/paint";

function cases<T>(name: string): T {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, `../../tests/cases/${name}.json`), "utf8")) as T;
}

interface PoseCases {
  tolerance: { rotation_deg: number; translation_relative: number };
  cases: { name: string; camera: { width: number; height: number; fx: number; cx: number; cy: number }; T_camera_face: number[][]; landmarks_px: [number, number][] }[];
}

const poses = cases<PoseCases>("face_head_pose");
const habits = cases<PoseCases>("face_habit");
const cameraOf = ({ width, height, fx, cx, cy }: PoseCases["cases"][number]["camera"]) => ({ width, height, focal: fx, cx, cy });

function angleBetween(a: Matrix4, b: Matrix4): number {
  const turn = new Matrix4().extractRotation(a).transpose().multiply(new Matrix4().extractRotation(b)).elements;
  return (Math.acos(Math.min(1, ((turn[0] ?? 0) + (turn[5] ?? 0) + (turn[10] ?? 0) - 1) / 2)) * 180) / Math.PI;
}

describe("head pose", () => {
  it.each(poses.cases)("$name is recovered", ({ camera, T_camera_face, landmarks_px }) => {
    const solved = solveHeadPose(landmarks_px.flat(), cameraOf(camera));
    const truth = new Matrix4().set(...(T_camera_face.flat() as Parameters<Matrix4["set"]>));
    expect(solved).not.toBeNull();
    if (!solved) return;
    expect(angleBetween(solved.T_camera_face, truth)).toBeLessThan(poses.tolerance.rotation_deg);
    const [at, should] = [solved.T_camera_face, truth].map((matrix) => new Vector3().setFromMatrixPosition(matrix)) as [Vector3, Vector3];
    expect(at.distanceTo(should) / should.length()).toBeLessThan(poses.tolerance.translation_relative);
  });

  it.each(habits.cases)("the tracker's habit is undone as in Python: $name", ({ camera, T_camera_face, landmarks_px }) => {
    const seen = solveHeadPose(landmarks_px.flat(), cameraOf(camera));
    if (!seen) throw new Error("expected a pose");
    const undone = unflattened(seen, landmarks_px.flat(), cameraOf(camera)).T_camera_face;
    const truth = new Matrix4().set(...(T_camera_face.flat() as Parameters<Matrix4["set"]>));
    expect(angleBetween(undone, truth)).toBeLessThan(habits.tolerance.rotation_deg);
    const [at, should] = [undone, truth].map((matrix) => new Vector3().setFromMatrixPosition(matrix)) as [Vector3, Vector3];
    expect(at.distanceTo(should) / should.length()).toBeLessThan(habits.tolerance.translation_relative);
  });

  it("is refused when landmarks make no face", () => {
    expect(solveHeadPose(new Float64Array(478 * 2), { width: 640, height: 480, focal: 400, cx: 320, cy: 240 })).toBeNull();
  });
});

describe("the lens of a photo", () => {
  it.each([
    ["a short lens stays the usual one", 63, 63],
    ["a long lens is taken where it fits clearly better", 24, 32],
  ])("%s", (_, taken, atMost) => {
    const camera = cameraAt(600, 800, (taken * Math.PI) / 180);
    const far = new Vector3(0, 0, -0.35 / Math.tan((taken * Math.PI) / 360));
    const landmarks = facePoints.flatMap(([x, y, z]) => {
      const away = -(z + far.z);
      return [camera.cx + (camera.focal * x) / away, camera.cy - (camera.focal * y) / away];
    });
    const guessed = guessCamera(landmarks, 600, 800);
    expect((2 * Math.atan(400 / guessed.focal) * 180) / Math.PI).toBeLessThanOrEqual(atMost + 0.01);
    if (taken === 63) expect(guessed.focal).toBeCloseTo(camera.focal, 6);
  });
});

describe("a person's size", () => {
  it("comes from the iris: twice as wide an iris in the same face makes a smaller person", () => {
    const frontal = poses.cases[0];
    if (!frontal) throw new Error("expected a case");
    const camera = cameraOf(frontal.camera);
    const widths = [4, 5].map((radius) => {
      const landmarks = Float64Array.from([...frontal.landmarks_px.flat(), ...rings(frontal.landmarks_px, radius)]);
      return solveFace(landmarks, camera)?.width_mm.value ?? Number.NaN;
    }) as [number, number];
    expect(widths[0]).toBeGreaterThan(widths[1] * 1.05);
    expect(widths[0]).toBeLessThan(widths[1] * 1.3);
  });
});

/** Iris rings (468…477) of a radius in pixels in the middle of both eyes. */
function rings(points: [number, number][], radius: number): number[] {
  return [[33, 133], [263, 362]].flatMap(([a = 0, b = 0]) => {
    const [x, y] = [0, 1].map((axis) => ((points[a]?.[axis] ?? 0) + (points[b]?.[axis] ?? 0)) / 2) as [number, number];
    return [x, y, x + radius, y, x, y - radius, x - radius, y, x, y + radius];
  });
}

interface ColorCases {
  tolerance_code_values: number;
  cases: { color: string; finish: string; sheen: number; median_luminance: number; own: number[]; own_median: number; bare_srgb: [number, number, number][]; worn_srgb: [number, number, number][] }[];
}

const colors = cases<ColorCases>("face_lip_color");

describe("lipstick, as Python mixes it", () => {
  it.each(colors.cases)("$finish $color, sheen $sheen, own median $own_median", ({ color, finish, sheen, median_luminance, own, own_median, bare_srgb, worn_srgb }) => {
    const wear = lipColor(color, finish, median_luminance, own_median);
    bare_srgb.forEach((bare, index) => {
      const worn = wear(bare.map(decode) as [number, number, number], sheen, own[index] ?? 1).map(encode);
      worn.forEach((value, channel) => expect(Math.abs(value - (worn_srgb[index]?.[channel] ?? Number.NaN))).toBeLessThanOrEqual(colors.tolerance_code_values));
    });
  });
});

interface GlareCase { width: number; height: number; tolerance: number; cover: number[]; pixels_srgb: number[]; own_share: number[] }

describe("glare on lips, as Python parts it", () => {
  const { width, height, cover, pixels_srgb } = cases<GlareCase>("face_lip_glare");
  const linear = Float32Array.from(pixels_srgb, (code) => decode(code));

  it.each(["face_lip_glare", "face_lip_glare_burnt"])("leaves the same share to every pixel: %s", (name) => {
    const { width, height, tolerance, cover, pixels_srgb, own_share } = cases<GlareCase>(name);
    const linear = Float32Array.from(pixels_srgb, (code) => decode(code));
    const share = ownShare(cover, linear, width, height);
    own_share.forEach((value, at) => expect(Math.abs((share?.[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance));
  });

  it("tells nothing of grey lips", () => {
    expect(ownShare(cover, new Float32Array(linear.length).fill(0.2), width, height)).toBeNull();
  });
});

describe("lipstick", () => {
  it("gives the shade itself at the lips' median, matte and fully covered", () => {
    const wear = lipColor("#A2253B", "matte", 0.2);
    const grey: [number, number, number] = [0.2, 0.2, 0.2];
    expect(wear(grey).map(encode)).toEqual([0xa2, 0x25, 0x3b]);
  });

  it("keeps the finishes apart: sheer shows more lip, gloss shines where it is wet", () => {
    const bare: [number, number, number] = [0.35, 0.12, 0.1];
    const middle = luminance(...bare);
    const matte = lipColor("#A2253B", "matte", middle)(bare);
    const sheer = lipColor("#A2253B", "sheer", middle)(bare);
    expect(Math.abs((sheer[0] ?? 0) - bare[0])).toBeLessThan(Math.abs((matte[0] ?? 0) - bare[0]));
    expect(luminance(...lipColor("#A2253B", "gloss", middle)(bare, 0.8))).toBeGreaterThan(luminance(...lipColor("#A2253B", "gloss", middle)(bare, 0)) + 0.1);
  });

  it("changes no pixel outside the lips and none inside an open mouth", () => {
    const landmarks = mouth(40, 12);
    const shape = lipShape(landmarks, 200, 200);
    if (!shape) throw new Error("expected lips");
    const count = shape.box.width * shape.box.height;
    const bytes = new Uint8ClampedArray(count * 4).fill(120);
    paintPixels(bytes, shape, { color: "#B00020", finish: "matte", strength: 1 });
    let painted = 0;
    for (let at = 0; at < count; at++) {
      const changed = bytes[at * 4] !== 120 || bytes[at * 4 + 1] !== 120 || bytes[at * 4 + 2] !== 120;
      if (changed) painted += 1;
      if ((shape.insideOuter[at] ?? 0) < -1.5 || (shape.insideInner[at] ?? 0) > 1.5) expect(changed).toBe(false);
    }
    expect(painted).toBeGreaterThan(300);
    expect(hexToLinear("#B00020")[0]).toBeGreaterThan(0.4);
  });

  it("a curve goes through its points", () => {
    const square: [number, number][] = [[0, 0], [10, 0], [10, 10], [0, 10]];
    expect(smoothLoop(square, 4).filter((_, index) => index % 4 === 0)).toEqual(square);
    expect(median([3, 1, 2])).toBe(2);
  });
});

/** Landmarks with an elliptic mouth in the middle of a 200 pixel picture. */
function mouth(half: number, open: number): Float64Array {
  const landmarks = new Float64Array(478 * 2);
  const outer = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185];
  const inner = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191];
  const ring = (ids: number[], wide: number, high: number): void =>
    ids.forEach((id, index) => {
      const angle = Math.PI - (index / ids.length) * -2 * Math.PI;
      landmarks[id * 2] = 100 + wide * Math.cos(angle);
      landmarks[id * 2 + 1] = 100 - high * Math.sin(angle);
    });
  ring(outer, half, open + 12);
  ring(inner, half * 0.8, open);
  return landmarks;
}

describe("smoothing", () => {
  it("rests when the face rests and starts anew after a jump", () => {
    const smoother = createSmoother({ minCutoff: 0.3, beta: 0.05, jump: 40 });
    let spread = 0;
    for (let frame = 0; frame < 60; frame++) {
      const noisy = 100 + Math.sin(frame * 12.9898) * 0.5;
      const [value = 0] = smoother.next(Float64Array.of(noisy), frame / 30);
      if (frame > 30) spread = Math.max(spread, Math.abs(value - 100));
    }
    expect(spread).toBeLessThan(0.15);
    expect(smoother.next(Float64Array.of(300), 2.0)[0]).toBe(300);
  });
});
