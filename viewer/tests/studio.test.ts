import { describe, expect, it } from "vitest";
import type { Job, StudioProduct } from "../src/contract";
import { bytesText, figureText, findingsOf, questionIn, rowsOf, ruleKey, sideErrors_mm, tally } from "../src/features/studio/findings";

const job = (id: string, sku: string, state: Job["state"], result: Job["result"] = null): Job => ({ id, kind: "convert", state, progress: 0.4, stage: "read", result, error: null, product_sku: sku });
const product = (sku: string, updated_s: number): StudioProduct => ({ state: "draft", updated_s, product: { sku } }) as StudioProduct;

describe("the question in a refusal", () => {
  it("names every reading that fits", () => {
    const sentence = "size: expected one reading of the file's numbers, 2 fit (mm, y up: 60 × 45 × 45.5 cm or in, -z up: 61 × 45.5 × 45 cm); say which with --units mm --up y or --units in --up -z";
    expect(questionIn(sentence)).toEqual({
      kind: "which",
      readings: [
        { unit: "mm", up: "y", size_cm: [60, 45, 45.5] },
        { unit: "in", up: "-z", size_cm: [61, 45.5, 45] },
      ],
    });
  });
  it("asks for the axis alone where size and unit are the same", () => {
    const sentence = "size: expected one reading of the file's numbers, 2 fit (mm, y up: 60 × 45 × 45 cm or mm, z up: 60 × 45 × 45 cm); say which with --units mm --up y or --units mm --up z";
    expect(questionIn(sentence)?.kind).toBe("up");
  });
  it("offers the file's own size where none fits", () => {
    const sentence = "size: expected 60 × 45 × 40 cm (width × depth × height), the closest reading of the file is mm, z up: 60 × 45 × 45 cm; check the size, its order, --units and --up";
    expect(questionIn(sentence)).toEqual({ kind: "size", readings: [{ unit: "mm", up: "z", size_cm: [60, 45, 45] }] });
  });
  it("is none where only another file helps", () => expect(questionIn("source.glb: expected a GLB, got text; export it again")).toBeNull());
});

describe("the table's rows", () => {
  it("put what runs first, keep the newest job of each product, and end with what failed alone", () => {
    const jobs = [job("5", "new", "running"), job("4", "lamp", "done"), job("3", "lamp", "failed"), job("2", "lost", "failed"), job("1", "gone", "cancelled")];
    const rows = rowsOf([product("lamp", 9)], jobs);
    expect(rows.map(({ sku, state, job }) => [sku, state, job?.id])).toEqual([
      ["new", "running", "5"],
      ["lamp", "draft", "4"],
      ["lost", "failed", "2"],
    ]);
  });
  it("show a product that is converted again as such", () => {
    const [row] = rowsOf([product("lamp", 9)], [job("5", "lamp", "waiting"), job("4", "lamp", "done")]);
    expect(row?.state).toBe("waiting");
  });
});

describe("findings", () => {
  it("are read from a job's result, with nothing made up", () => {
    const report = { size_m: [1.2, 0.36, 0.72], unit: { chosen: "cm", evidence: "fits" }, origin: { pivot: "bottom", evidence: "floor" }, fidelity: { delta_e: 0.3 } };
    const found = findingsOf(job("1", "lamp", "done", { sku: "lamp", files: { web: { url: "u", bytes: 9 } }, report }));
    expect(found).toMatchObject({ measured_m: [1.2, 0.36, 0.72], deltaE: 0.3, up: null, origin: { chosen: "bottom", evidence: "floor" }, guesses: [], checks: {} });
    expect(findingsOf(job("1", "lamp", "running"))).toBeNull();
  });
  it("tell each side's difference with its sign", () => {
    const [width, height, depth] = sideErrors_mm([1.2, 0.36, 0.72], [1.2004, 0.36, 0.719]);
    expect([width, height, depth].map((mm) => Math.round(mm * 10) / 10)).toEqual([0.4, 0, -1]);
  });
  it("count what passed", () => expect(tally([{ ok: true }, { ok: false }, { ok: true }])).toEqual({ passed: 2, total: 3 }));
});

describe("figures", () => {
  it.each([
    [12, "1 KB"],
    [829_300, "829 KB"],
    [1_176_736, "1.18 MB"],
    [24_500_000, "24.5 MB"],
  ])("%i bytes are %s", (bytes, text) => expect(bytesText(bytes)).toBe(text));
  it.each([
    [150_000, "150,000"],
    [123.555, "124"],
    [0.0123456, "0.0123"],
    ["none", "none"],
  ])("%s is shown as %s", (value, text) => expect(figureText(value)).toBe(text));
  it("names rules as the catalogue of words does", () => expect(ruleKey("longest side, m, at least")).toBe("check.longest_side_m_at_least"));
});
