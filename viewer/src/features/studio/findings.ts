/** What a conversion found, read out of a job's result; and which question a refusal asks. Nothing here touches the page. */
import type { CheckResult, Job, ProductDetail, StudioProduct } from "../../contract";

export type Sides = readonly [width: number, height: number, depth: number];

export interface Evidence {
  readonly chosen: string;
  readonly evidence: string;
}

/** The converter's report, as far as the studio shows it; the keys are those of `arkit convert --json`. */
export interface Findings {
  readonly files: Readonly<Record<string, { url: string; bytes: number }>>;
  readonly measured_m: Sides | null;
  readonly source: { format: string; bytes: number; triangles: number } | null;
  readonly triangles: number | null;
  readonly unit: Evidence | null;
  readonly up: Evidence | null;
  readonly origin: Evidence | null;
  readonly guesses: readonly string[];
  readonly deltaE: number | null;
  readonly checks: Readonly<Record<string, readonly Omit<CheckResult, "channel">[]>>;
}

interface Report {
  size_m?: Sides;
  input?: Findings["source"];
  outputs?: { profile: string; triangles: number }[];
  unit?: Evidence;
  up?: Evidence;
  origin?: { pivot: string; evidence: string };
  guesses?: string[];
  fidelity?: { delta_e?: number | null };
  checks?: Findings["checks"];
}

export function findingsOf(job: Job): Findings | null {
  if (!job.result) return null;
  const { files = {}, report = {} } = job.result as { files?: Findings["files"]; report?: Report };
  return {
    files,
    measured_m: report.size_m ?? null,
    source: report.input ?? null,
    triangles: report.outputs?.[0]?.triangles ?? null,
    unit: report.unit ?? null,
    up: report.up ?? null,
    origin: report.origin ? { chosen: report.origin.pivot, evidence: report.origin.evidence } : null,
    guesses: report.guesses ?? [],
    deltaE: report.fidelity?.delta_e ?? null,
    checks: report.checks ?? {},
  };
}

export interface Tally {
  readonly passed: number;
  readonly total: number;
}

export function tally(checks: readonly { readonly ok: boolean }[]): Tally {
  return { passed: checks.filter((check) => check.ok).length, total: checks.length };
}

/** How far each side is from what the brand states, millimetres, with its sign. */
export function sideErrors_mm(stated_m: Sides, measured_m: Sides): Sides {
  const off = (side: 0 | 1 | 2): number => (measured_m[side] - stated_m[side]) * 1000;
  return [off(0), off(1), off(2)];
}

/** One way to read a file's numbers, as the converter names it in its sentence. Width, depth, height. */
export interface Reading {
  readonly unit: string;
  readonly up: string;
  readonly size_cm: readonly [number, number, number];
}

export interface Question {
  /** "which": several readings fit. "up": they differ in the axis only. "size": none fits, this one is the closest. */
  readonly kind: "which" | "up" | "size";
  readonly readings: readonly Reading[];
}

const READING = /\b(mm|cm|m|in|ft), (-?[xyz]) up: ([\d.]+) × ([\d.]+) × ([\d.]+) cm/g;

/** The question inside a refusal; null where only another file helps. */
export function questionIn(sentence: string): Question | null {
  const readings = [...sentence.matchAll(READING)].map(([, unit = "", up = "", width, depth, height]): Reading => ({ unit, up, size_cm: [Number(width), Number(depth), Number(height)] }));
  if (!sentence.startsWith("size:") || readings.length === 0) return null;
  if (sentence.includes("closest reading")) return { kind: "size", readings };
  const sizes = new Set(readings.map(({ unit, size_cm }) => `${unit} ${size_cm.map(Math.round).join(" ")}`));
  return { kind: sizes.size === 1 ? "up" : "which", readings };
}

export type RowState = "published" | "draft" | "waiting" | "running" | "failed";

export interface Row {
  readonly sku: string;
  readonly state: RowState;
  readonly product: ProductDetail | null;
  readonly updated_s: number | null;
  /** The newest job of this product. */
  readonly job: Job | null;
}

const MOST_FAILED = 3;

/** A line for each product and for each job that has none yet: what runs first, then the newest. */
export function rowsOf(products: readonly StudioProduct[], jobs: readonly Job[]): Row[] {
  const newest = new Map<string, Job>();
  for (const job of jobs) if (job.product_sku && !newest.has(job.product_sku)) newest.set(job.product_sku, job);
  const known = new Set(products.map(({ product }) => product.sku));
  const lone = [...newest.values()].filter((job) => !known.has(job.product_sku ?? ""));
  const open = lone.filter(isOpen);
  const failed = lone.filter((job) => job.state === "failed").slice(0, MOST_FAILED);
  const loneRow = (job: Job): Row => ({ sku: job.product_sku ?? "", state: job.state as RowState, product: null, updated_s: null, job });
  const rows = products.map(({ product, state, updated_s }): Row => {
    const job = newest.get(product.sku) ?? null;
    return { sku: product.sku, state: job && isOpen(job) ? (job.state as RowState) : state, product, updated_s, job };
  });
  return [...open.map(loneRow), ...rows, ...failed.map(loneRow)];
}

export function isOpen(job: Job): boolean {
  return job.state === "waiting" || job.state === "running";
}

/** "830 KB", "1.18 MB". */
export function bytesText(bytes: number): string {
  return bytes < 999_500 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(bytes < 9.995e6 ? 2 : 1)} MB`;
}

/** A limit or a finding as the product page shows it: numbers with thousands set apart, words as they are. */
export function figureText(value: number | string): string {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? value.toLocaleString("en-US") : Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 6 });
}

/** The catalogue's key for a rule: the server's pages/messages.py makes the same. */
export function ruleKey(rule: string): string {
  return `check.${rule.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "")}`;
}
