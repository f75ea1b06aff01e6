import { describe, expect, it } from "vitest";
import { ApiError } from "../src/api";
import type { Placed, ProductCard } from "../src/contract";
import { createAsking } from "../src/features/room/asking";
import { outlineOf, type Point } from "../src/features/room/dimensions";
import { canPlace, createPlan, moved, placeForm, turned, type Photo } from "../src/features/room/planning";
import { heightText } from "../src/features/room/scale";
import { adviceKey, doubtOf, isStrayTap, percent, resultValues } from "../src/features/room/words";

const CORNERS: Point[] = [[100, 100], [300, 100], [340, 200], [60, 200]];
const SOFA = { sku: "sofa", variants: [{ name: "moss" }] } as unknown as ProductCard;
const OWN: Photo = { url: "blob:1", width: 4, height: 3, file: new Blob(["x"]), room: null };
const SAMPLE = { ...OWN, file: null, room: { id: "loft" } } as unknown as Photo;

describe("dimension lines", () => {
  const outline = outlineOf(CORNERS, 10, 15);
  const line = (side: string) => outline.lines.find((one) => one.side === side)!;

  it("measures the width along the front, below it", () => {
    expect(line("width").from).toEqual([340, 210]);
    expect(line("width").to).toEqual([60, 210]);
    expect(line("width").label).toEqual([200, 225]);
  });
  it("measures the depth outside the footprint", () => {
    const [x] = line("depth").label;
    expect(x > 320 || x < 80).toBe(true);
  });
  it("leaves two sides near and two hidden", () => {
    expect([outline.near.length, outline.far.length]).toEqual([2, 2]);
    expect(outline.far).toContainEqual([CORNERS[0], CORNERS[1]]);
  });
  it("turns to the other side when the thing is turned around", () => {
    const around = outlineOf([CORNERS[2]!, CORNERS[3]!, CORNERS[0]!, CORNERS[1]!], 10, 15);
    expect(around.lines.find((one) => one.side === "width")?.label).toEqual([200, 225]);
  });
  it("refuses what is no footprint", () => expect(() => outlineOf(CORNERS.slice(1), 1, 1)).toThrow("expected 4 corners"));
});

describe("what is sent", () => {
  it("needs a photo, a product, and a yes for an own photo", () => {
    const plan = createPlan(SOFA, 15);
    expect(canPlace(plan.value)).toBe(false);
    plan.set({ photo: OWN });
    expect(canPlace(plan.value)).toBe(false);
    plan.set({ agreed: true });
    expect(canPlace(plan.value)).toBe(true);
    plan.set({ agreed: false, photo: SAMPLE });
    expect(canPlace(plan.value)).toBe(true);
  });
  it("is one scale and one picture", () => {
    const plan = createPlan(SOFA, 15);
    plan.set({ photo: OWN, agreed: true, spot: [0.25, 0.5], yaw_deg: 30 });
    const form = placeForm(plan.value);
    expect([form.get("sku"), form.get("at_u"), form.get("yaw_deg"), form.get("variant")]).toEqual(["sofa", "0.25000", "30", "moss"]);
    expect([form.get("camera_height_m"), form.get("marker_cm"), form.get("room")]).toEqual(["1.45", null, null]);
    expect(form.get("image")).toBeInstanceOf(Blob);
    plan.set({ photo: SAMPLE, way: "marker" });
    const sample = placeForm(plan.value);
    expect([sample.get("camera_height_m"), sample.get("marker_cm"), sample.get("room"), sample.get("image")]).toEqual([null, "15", "loft", null]);
  });
  it("turns within half a circle either way", () => expect([turned(170, 15), turned(-170, -15), turned(0, -15)]).toEqual([-175, 175, -15]));
  it("stays inside the picture", () => expect(moved([0.5, 0.99], -0.1, 0.05)).toEqual([0.4, 0.999]));
});

describe("words", () => {
  const placed = { distance_m: 2.94, position_sd_cm: 6.4, size_sd: 0.048 } as Placed;
  const plain = (text: string): string => text.replaceAll("\u00a0", " ");

  it("says how far and how sure", () => {
    const { distance, position, size } = resultValues(placed, "cm");
    expect([distance, position, size].map(plain)).toEqual(["2.9 m", "± 6 cm", "± 5 %"]);
    expect(plain(resultValues(placed, "in").distance)).toBe("9.6 ft");
  });
  it("keeps a tenth where the error is small", () => {
    expect(percent(0.004)).toBe("0.4");
    expect(plain(resultValues({ ...placed, position_sd_cm: 0.6 }, "cm").position)).toBe("± 0.6 cm");
  });
  it.each([
    ["check", "point: expected a pixel on the floor, got 1,2, at or above the horizon", "room.advice_lower"],
    ["check", "point: expected the whole product before the camera; choose a point further away", "room.advice_further"],
    ["not_found", "marker: expected an ArUco 4x4_50, found none", "room.advice_marker"],
    ["not_found", "room: expected at least 12 straight lines, found 3", "room.advice_lines"],
    ["not_found", "room: expected the floor in view, the camera looks 41 degrees up, at the ceiling", "room.advice_floor"],
    ["not_found", "marker: expected one that can be read, found a black square of which part is hidden", "room.advice_uncover"],
    ["unsupported", "picture: expected one view through a lens, got a strip 3000x700", "room.advice_view"],
    ["unsupported", "image: expected one view through a lens, got a panorama", "room.advice_view"],
    ["read", "image: expected a JPEG, PNG or WebP picture, got text", "room.advice_picture"],
    ["busy", "Other pictures are being drawn just now", "room.advice_wait"],
    ["network", "", "room.advice_network"],
    ["error", "Something went wrong here", "room.advice_again"],
  ])("advises on %s: %s", (code, sentence, key) => expect(adviceKey(code, sentence)).toBe(key));
  it.each([
    ["sofa reaches 12 cm behind a wall", "room.doubt_wall", { length: "12 cm" }],
    ["sofa: how far away its floor is can hardly be seen, its size is only known to ± 21 %; choose", "room.doubt_size", { percent: "21" }],
    ["sofa: where it stands is only known to ± 90 cm; choose a point nearer to the camera", "room.doubt_place", { length: "90 cm" }],
    ["sofa reaches 8 cm into the table there", "room.doubt_into", { length: "8 cm" }],
    [
      "sofa: the point shows no bare floor, furniture or a wall is there; the nearest free floor for it is 80 cm to the left, at 5,6",
      "room.doubt_ground_left",
      { length: "80 cm" },
    ],
    [
      "sofa: 45 % of the floor under it is not bare, furniture or a wall is there; the nearest free floor for it is 120 cm nearer, at 5,6",
      "room.doubt_ground_nearer",
      { length: "120 cm" },
    ],
    [
      "sofa: the point shows no bare floor, furniture or a wall is there; no free floor for it is seen near, choose another point",
      "room.doubt_ground",
      {},
    ],
    ["sofa is 40 % hidden by what stands before it", "room.doubt_hidden", { percent: "40" }],
    ["sofa is not in view: something stands before it, or it lies outside", "room.doubt_view", {}],
  ])("warns of %s", (sentence, key, values) => {
    const found = doubtOf(sentence, "cm");
    expect(found?.key).toBe(key);
    expect(Object.fromEntries(Object.entries(found?.values ?? {}).map(([name, text]) => [name, plain(text)])).valueOf()).toMatchObject(values);
  });
  it("leaves a warning without words of its own as it came", () => expect(doubtOf("sofa hums", "cm")).toBe(null));
  it("lets what stands go on standing after a stray tap only", () => {
    expect(isStrayTap(new ApiError("check", "point: expected a pixel on the floor", 422))).toBe(true);
    expect(isStrayTap(new ApiError("not_found", "marker: expected one", 404))).toBe(false);
  });
  it("tells heights as they are read", () => expect([heightText(1.45, "cm"), heightText(1.83, "in")]).toEqual(["1.45 m", "6 ft 0 in"]));
});

describe("asking", () => {
  it("asks once more after whatever came meanwhile", async () => {
    const ends: (() => void)[] = [];
    const asking = createAsking(() => new Promise((resolve) => ends.push(resolve)));
    asking.ask();
    asking.ask();
    asking.ask();
    expect(ends.length).toBe(1);
    ends[0]!();
    await Promise.resolve();
    await Promise.resolve();
    expect(ends.length).toBe(2);
    ends[1]!();
    await Promise.resolve();
    await Promise.resolve();
    expect(ends.length).toBe(2);
  });
});
