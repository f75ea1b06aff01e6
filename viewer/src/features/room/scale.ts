/** The one length that makes every other true: how high the camera was, or how large the marker is. */
import { markerSheetUrl } from "../../api";
import type { Page } from "../../page";
import { element } from "./find";
import type { Plan, Way } from "./planning";

const SHEET_CM = { least: 8, most: 17 };

/** Calls `changed` when another length was settled on. */
export function startScale(page: Page, plan: Plan, changed: () => void): void {
  const ways = [...document.querySelectorAll<HTMLInputElement>("input[name=way]")];
  const height = element<HTMLInputElement>("height");
  const side = element<HTMLInputElement>("side");
  for (const input of ways)
    input.addEventListener("change", () => {
      plan.set({ way: input.value as Way });
      changed();
    });
  height.addEventListener("input", () => plan.set({ height_m: Number(height.value) }));
  height.addEventListener("change", changed);
  side.addEventListener("change", () => {
    const side_cm = Number(side.value);
    if (!side.reportValidity() || !(side_cm > 0)) return;
    plan.set({ side_cm });
    changed();
  });
  plan.watch("way", (way) => {
    for (const input of ways) input.checked = input.value === way;
    for (const part of document.querySelectorAll<HTMLElement>("[data-way]")) part.hidden = part.dataset["way"] !== way;
  });
  const tell = (): void => {
    const { height_m } = plan.value;
    height.value = String(height_m);
    element("height-text").textContent = heightText(height_m, page.units.value.unit);
  };
  plan.watch("height_m", tell);
  page.units.watch("unit", tell);
  plan.watch("side_cm", (side_cm) => {
    side.value = String(Math.round(side_cm * 10) / 10);
    const printed_cm = Math.min(SHEET_CM.most, Math.max(SHEET_CM.least, side_cm));
    element<HTMLAnchorElement>("sheet").href = markerSheetUrl(printed_cm, page.lang);
  });
}

/** "1.45 m", or feet and inches where those are read. */
export function heightText(metres: number, unit: "cm" | "in"): string {
  if (unit === "cm") return `${metres.toFixed(2)} m`;
  const inches = Math.round(metres / 0.0254);
  return `${Math.floor(inches / 12)} ft ${inches % 12} in`;
}
