/** Colourways and shades as a row of swatches: a radio group by mouse, touch and arrow keys. */
import type { ProductDetail } from "../../contract";
import { pageUrl } from "../../api";

export interface Selected {
  /** The chosen variant's name in the file; null when the product has none. */
  readonly name: string | null;
  onChange(chosen: (name: string) => void): void;
}

export function startSwatches(product: ProductDetail): Selected {
  const variants = document.querySelector<HTMLElement>("#variants");
  const watchers: ((name: string) => void)[] = [];
  const selected = { name: product.variants[0]?.name ?? null };
  if (variants) {
    startGroup(variants, (name) => {
      selected.name = name;
      for (const tell of watchers) tell(name);
    });
  }
  const shades = document.querySelector<HTMLElement>("#shades");
  if (shades) startGroup(shades, (id) => showShade(product, id));
  return {
    get name() {
      return selected.name;
    },
    onChange: (chosen) => void watchers.push(chosen),
  };
}

/** The mirror opens with the shade that was chosen here. */
function showShade(product: ProductDetail, id: string): void {
  const color = product.shades.find((shade) => shade.id === id)?.color;
  if (color) document.querySelector<SVGElement>(".smear")?.style.setProperty("--chosen", color);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("main .primary, .bar .primary")) {
    link.href = `${pageUrl.mirror(product.sku)}&shade=${encodeURIComponent(id)}`;
  }
}

function startGroup(group: HTMLElement, chosen: (name: string) => void): void {
  const swatches = [...group.querySelectorAll<HTMLButtonElement>("[role=radio]")];
  const choose = (swatch: HTMLButtonElement): void => {
    for (const other of swatches) {
      other.setAttribute("aria-checked", String(other === swatch));
      other.tabIndex = other === swatch ? 0 : -1;
    }
    const now = document.getElementById("choice-now");
    if (now) now.textContent = swatch.dataset["title"] ?? "";
    chosen(swatch.dataset["name"] ?? "");
  };
  group.addEventListener("click", (event) => {
    const swatch = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[role=radio]") : null;
    if (swatch) choose(swatch);
  });
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = swatches.indexOf(document.activeElement as HTMLButtonElement);
    const next = step === undefined || at < 0 ? undefined : swatches[(at + step + swatches.length) % swatches.length];
    if (!next) return;
    event.preventDefault();
    next.focus();
    choose(next);
  });
}
