/** A conversion's report: what was measured, what was decided and why, what each channel's rules say, the files. */
import type { StudioProduct } from "../../contract";
import type { Page } from "../../page";
import { lengthText } from "../../i18n/size";
import { bytesText, figureText, ruleKey, sideErrors_mm, tally, type Evidence, type Findings } from "./findings";
import { make } from "./make";

const SIDES = [
  ["width", 0],
  ["depth", 2],
  ["height", 1],
] as const;
const FILES = ["web", "store", "ios"];
const FINE_MM = 1;

export function report(page: Page, found: Findings, product: StudioProduct | null): HTMLElement {
  const poster = found.files["poster"]?.url;
  const picture = make("div", { class: "stage" }, ...(poster ? [make("img", { src: poster, alt: product?.product.alt[page.lang] ?? "" })] : []));
  return make(
    "div",
    { class: "report" },
    picture,
    make("div", { class: "facts-side" }, sizes(page, found, product), files(page, found)),
    make("section", { class: "wide" }, make("h2", {}, page.t("studio.decided")), decisions(page, found)),
    make("section", { class: "wide" }, make("h2", {}, page.t("studio.checks")), ...Object.entries(found.checks).map(([channel, checks]) => channelChecks(page, channel, checks))),
  );
}

function sizes(page: Page, found: Findings, product: StudioProduct | null): HTMLElement {
  const stated = product?.product.size_m ?? null;
  const measured = found.measured_m;
  if (!measured) return make("p", { class: "soft" }, page.t("studio.no_size"));
  const errors = stated ? sideErrors_mm(stated, measured) : null;
  const head = ["side", "stated", "measured", "difference"].map((name) => make("th", { scope: "col" }, name === "side" ? "" : page.t(`studio.${name}`)));
  const rows = SIDES.map(([side, index]) => {
    const error = errors?.[index];
    const off = error === undefined ? "–" : `${error >= 0.05 ? "+" : error <= -0.05 ? "−" : ""}${Math.abs(error).toFixed(1)} mm`;
    const centimetres = (value: number | undefined): string => (value === undefined ? "–" : `${lengthText(value)} cm`);
    const fine = error !== undefined && Math.abs(error) <= FINE_MM;
    return make("tr", {}, make("th", { scope: "row" }, page.t(`size.${side}`)), make("td", {}, centimetres(stated?.[index])), make("td", {}, centimetres(measured[index])), make("td", {}, make("span", { class: fine ? "fine" : "off" }, off)));
  });
  return make("table", { class: "plain sizes" }, make("caption", {}, page.t("studio.size_box")), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
}

function files(page: Page, found: Findings): HTMLElement {
  const rows = FILES.flatMap((name) => {
    const file = found.files[name];
    if (!file) return [];
    const link = make("a", { class: "link", href: file.url, download: file.url.split("/").pop() ?? name, "data-file": name }, page.t("studio.download"));
    return [make("tr", {}, make("th", { scope: "row" }, page.t(`studio.file_${name}`)), make("td", {}, bytesText(file.bytes)), make("td", {}, link))];
  });
  const before = found.source ? [make("tr", {}, make("th", { scope: "row" }, page.t("studio.file_source", { format: found.source.format.toUpperCase() })), make("td", {}, bytesText(found.source.bytes)), make("td", {}))] : [];
  return make("table", { class: "plain" }, make("caption", {}, page.t("studio.files")), make("tbody", {}, ...before, ...rows));
}

function decisions(page: Page, found: Findings): HTMLElement {
  const list = make("dl", { class: "decisions" });
  const tell = (key: string, choice: Evidence | null): void => {
    if (choice) list.append(make("dt", {}, page.t(key)), make("dd", {}, make("b", {}, choice.chosen), make("small", { lang: "en" }, choice.evidence)));
  };
  tell("studio.unit", found.unit);
  tell("studio.up", found.up);
  tell("studio.origin", found.origin);
  if (found.deltaE !== null) tell("studio.column_colour", { chosen: `ΔE ${found.deltaE.toFixed(2)}`, evidence: "" });
  if (found.guesses.length) list.append(make("dt", {}, page.t("studio.guesses")), make("dd", {}, ...found.guesses.map((guess) => make("small", { lang: "en" }, guess))));
  return list;
}

function channelChecks(page: Page, channel: string, checks: Findings["checks"][string]): HTMLElement {
  const { passed, total } = tally(checks);
  const failed = [...checks].sort((one, other) => Number(one.ok) - Number(other.ok));
  const rows = failed.map((check) => {
    const words = page.t(ruleKey(check.rule));
    const verdict = make("span", { class: check.ok ? "fine" : "off" }, page.t(check.ok ? "studio.passed" : "studio.failed"));
    return make("tr", {}, make("td", {}, words.startsWith("check.") ? check.rule : words), make("td", {}, figureText(check.limit)), make("td", {}, figureText(check.value)), make("td", {}, verdict));
  });
  const head = ["rule", "limit", "value", "verdict"].map((name) => make("th", { scope: "col" }, page.t(`studio.check_${name}`)));
  return make(
    "details",
    { class: "channel", open: passed < total, "data-channel": channel },
    make("summary", {}, make("b", {}, channel), make("span", { class: passed === total ? "fine" : "off" }, page.t("studio.checks_passed", { passed, total }))),
    make("table", { class: "plain" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)),
  );
}
