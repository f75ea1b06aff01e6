import { describe, expect, it } from "vitest";
import type { ProductCard, ShadeOption } from "../src/contract";
import { faceCrop } from "../src/features/mirror/face/crop";
import { judgeLight } from "../src/features/mirror/face/light";
import { lookUrl, readLook } from "../src/features/mirror/look";
import { nothingWorn } from "../src/features/mirror/worn";

const words = { zh: "红", en: "Red" };
const shade: ShadeOption = { id: "v044", name: words, color: "#A2253B", finish: "matte" };
const frame = { sku: "aria-round", title: words } as ProductCard;
const shades = new Map([[shade.id, shade]]);
const frames = new Map([[frame.sku, frame]]);

describe("a look's link", () => {
  it("comes back as the same look", () => {
    const url = lookUrl({ ...nothingWorn, shade, frame, strength: 0.6 });
    expect(readLook(new URL(url, "https://shop.example").search, shades, frames)).toEqual({ shade, frame, strength: 0.6 });
  });
  it("says nothing but what is worn", () => {
    const { searchParams } = new URL(lookUrl({ ...nothingWorn, frame }), "https://shop.example");
    expect([...searchParams]).toEqual([["frame", "aria-round"]]);
  });
  it("takes a frame by `sku` too, and leaves out what the shop has not", () => {
    expect(readLook("?sku=aria-round&shade=gone&cover=much", shades, frames)).toEqual({ shade: null, frame, strength: null });
  });
  it("keeps the cover within what the slider offers", () => {
    expect(["?cover=900", "?cover=1"].map((search) => readLook(search, shades, frames).strength)).toEqual([1, 0.2]);
  });
});

describe("the part of the picture that is compared", () => {
  const face = [300, 100, 400, 100, 350, 220];

  it.each([0.5, 1, 2.2])("holds the whole face inside the picture at aspect %d", (aspect) => {
    const { left, top, width, height } = faceCrop(face, { width: 640, height: 480 }, aspect);
    expect(width / height).toBeCloseTo(aspect);
    expect(left <= 300 && left + width >= 400 && top <= 100 && top + height >= 220).toBe(true);
    expect(left >= 0 && top >= 0 && left + width <= 640.001 && top + height <= 480.001).toBe(true);
  });
  it("never asks for more than there is", () => {
    const { width, height } = faceCrop([0, 0, 640, 480], { width: 640, height: 480 }, 3);
    expect([width, height]).toEqual([640, 640 / 3]);
  });
});

describe("light", () => {
  const SIDE = 32;
  /** A face of one grey on each side, and eye whites and shine on a tenth of it. */
  function lit(left: number, right: number, shine: number): Uint8ClampedArray {
    const bytes = new Uint8ClampedArray(SIDE * SIDE * 4);
    for (let at = 0; at < SIDE * SIDE; at++) {
      const code = at % 10 === 0 ? shine : at % SIDE < SIDE / 2 ? left : right;
      bytes.set([code, code, code, 255], at * 4);
    }
    return bytes;
  }

  it.each([
    ["fair skin in a bright room", lit(190, 180, 230), "good"],
    ["dark skin in a bright room", lit(62, 58, 150), "good"],
    ["any skin at night", lit(40, 38, 70), "dark"],
    ["a face in the sun", lit(255, 252, 255), "bright"],
    ["a window on the left", lit(200, 70, 230), "side"],
  ])("%s", (_, bytes, verdict) => expect(judgeLight(bytes, SIDE)).toBe(verdict));
});
