/** What can be placed, and in which colour. */
import type { ProductCard, VariantOption } from "../../contract";
import type { Page } from "../../page";
import { element } from "./find";
import type { Plan } from "./planning";

/** Calls `changed` when another product or colour was chosen. */
export function startTray(page: Page, plan: Plan, cards: readonly ProductCard[], changed: () => void): void {
  const tray = document.getElementById("tray");
  tray?.addEventListener("change", (event) => {
    const product = cards.find((card) => card.sku === (event.target as HTMLInputElement).value);
    if (!product) return;
    plan.set({ product, variant: product.variants[0]?.name ?? "" });
    changed();
  });
  const variants = element("variants");
  variants.addEventListener("change", (event) => {
    plan.set({ variant: (event.target as HTMLInputElement).value });
    changed();
  });
  plan.watch("product", (product) => {
    const found = product?.variants ?? [];
    element("colours").hidden = found.length < 2;
    variants.replaceChildren(...found.map((variant, index) => swatch(page, variant, index === 0)));
    const chosen = tray?.querySelector<HTMLInputElement>("input:checked")?.closest<HTMLElement>(".item");
    if (tray && chosen) tray.scrollLeft = chosen.offsetLeft - (tray.clientWidth - chosen.offsetWidth) / 2;
  });
}

function swatch(page: Page, variant: VariantOption, checked: boolean): HTMLElement {
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "variant", value: variant.name, checked, className: "swatch" });
  input.style.background = variant.color;
  input.title = variant.title[page.lang];
  input.setAttribute("aria-label", variant.title[page.lang]);
  return input;
}
