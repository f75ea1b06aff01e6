/** Centimetres everywhere, inches where the reader asks: rewrites every `[data-lengths-m]` and tells the page. */
import type { Page } from "../page";
import { lengthText, type Unit } from "../i18n/size";

const KEPT = "arkit.unit";

export function startUnits(page: Page): void {
  const button = document.querySelector<HTMLButtonElement>("[data-units]");
  if (!button) return;
  button.hidden = false;
  if (keptUnit() === "in") page.units.set({ unit: "in" });
  button.addEventListener("click", () => {
    const unit: Unit = page.units.value.unit === "cm" ? "in" : "cm";
    keepUnit(unit);
    page.units.set({ unit });
  });
  page.units.watch("unit", (unit) => {
    button.textContent = page.t(unit === "cm" ? "size.show_inches" : "size.show_centimetres");
    for (const element of document.querySelectorAll<HTMLElement>("[data-lengths-m]")) write(element, unit);
  });
}

function keptUnit(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // storage switched off: centimetres each time
  }
}

function keepUnit(unit: Unit): void {
  try {
    localStorage.setItem(KEPT, unit);
  } catch {
    // storage switched off: this page only
  }
}

/** `data-lengths-m="2.18 0.92 0.82"`, width, depth, height; a `[data-unit]` inside keeps its own style. */
function write(element: HTMLElement, unit: Unit): void {
  const metres = (element.dataset["lengthsM"] ?? "").split(" ").map(Number);
  const text = metres.map((side) => lengthText(side, unit)).join(" × ");
  const unitText = element.querySelector("[data-unit]");
  if (unitText) {
    element.firstChild!.textContent = `${text} `;
    unitText.textContent = unit;
  } else {
    element.textContent = `${text} ${unit}`;
  }
}
