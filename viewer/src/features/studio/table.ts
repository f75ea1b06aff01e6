/** The table of a brand's products. */
import type { Page } from "../../page";
import { rowsOf, tally, type Row } from "./findings";
import { element, make } from "./make";

const STATE_BADGE: Readonly<Record<Row["state"], string>> = { published: "", draft: " none", waiting: " none", running: " warn", failed: " bad" };
const SIZE_FINE_MM = 1;
const COLOUR_FINE = 2;

export function showTable(page: Page, rows: ReturnType<typeof rowsOf>): void {
  element("table").hidden = rows.length === 0;
  element("nothing").hidden = rows.length > 0;
  element("rows").replaceChildren(...rows.map((row) => line(page, row)));
}

function line(page: Page, row: Row): HTMLElement {
  const cell = (name: string, ...children: (Node | string)[]): HTMLElement =>
    make("td", { role: "cell", class: name, "data-name": page.t(`studio.column_${name}`) }, ...children);
  const truth = row.product?.truth ?? null;
  const checks = truth ? tally(truth.checks) : null;
  return make(
    "tr",
    { role: "row", "data-sku": row.sku, "data-state": row.state },
    cell("product", name(page, row)),
    cell("state", make("span", { class: `badge${STATE_BADGE[row.state]}` }, stateWords(page, row))),
    cell("size", truth?.size_error_mm == null ? "–" : mark(truth.size_error_mm <= SIZE_FINE_MM, page.t("studio.off_mm", { mm: truth.size_error_mm.toFixed(1) }))),
    cell("colour", truth?.delta_e == null ? "–" : mark(truth.delta_e <= COLOUR_FINE, `ΔE ${truth.delta_e.toFixed(2)}`)),
    cell("checks", checks ? mark(checks.passed === checks.total, `${checks.passed}/${checks.total}`) : "–"),
    cell("updated", row.updated_s === null ? "–" : new Intl.DateTimeFormat(page.locale, { dateStyle: "medium", timeStyle: "short" }).format(row.updated_s * 1000)),
  );
}

function name(page: Page, row: Row): HTMLElement {
  const poster = row.product?.poster_url;
  const picture = make("span", { class: "poster" }, ...(poster ? [make("img", { src: poster, alt: "", loading: "lazy" })] : []));
  const words = make("span", {}, make("b", {}, row.product?.title[page.lang] ?? row.sku), make("small", {}, row.product ? page.t(`kind.${row.product.kind}`) : page.t("studio.not_yet")));
  return row.job ? make("a", { href: `?job=${row.job.id}`, "data-job": row.job.id }, picture, words) : make("span", {}, picture, words);
}

function stateWords(page: Page, { state, job }: Row): string {
  const words = page.t(`studio.state_${state}`);
  return state === "running" && job ? `${words} ${Math.round(job.progress * 100)} %` : words;
}

/** A figure with a dot that is green where all is well; the words say it too. */
function mark(fine: boolean, words: string): HTMLElement {
  return make("span", { class: fine ? "fine" : "off" }, words);
}
