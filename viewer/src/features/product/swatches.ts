/** Colourways and shades as a row of swatches: a radio group by mouse, touch and arrow keys. */
import { pageUrl } from "../../api";
import type { ProductDetail, ShadeOption } from "../../contract";

export interface Selected {
  /** The chosen variant's name in the file; null when the product has none. */
  readonly name: string | null;
  onChange(chosen: (name: string) => void): void;
}

export function startVariants(product: ProductDetail): Selected {
  const watchers: ((name: string) => void)[] = [];
  const selected = { name: product.variants[0]?.name ?? null };
  startGroup("variants", (name) => {
    selected.name = name;
    for (const tell of watchers) tell(name);
  });
  return {
    get name() {
      return selected.name;
    },
    onChange: (chosen) => void watchers.push(chosen),
  };
}

/** The mirror opens with the shade that was chosen here; `first` is chosen now when it is one of them. */
export function startShades(product: ProductDetail, first: string, chosen: (shade: ShadeOption) => void): void {
  const choose = startGroup("shades", (id) => {
    const shade = product.shades.find((entry) => entry.id === id);
    if (!shade) return;
    for (const link of document.querySelectorAll<HTMLAnchorElement>("main .primary, .bar .primary")) {
      link.href = `${pageUrl.mirror(product.sku)}&shade=${encodeURIComponent(id)}`;
    }
    chosen(shade);
  });
  choose(first);
}

/** Makes a radio group of the swatches in `#id`; returns the way to choose one by its name. */
function startGroup(id: string, chosen: (name: string) => void): (name: string) => void {
  const group = document.getElementById(id);
  const swatches = [...(group?.querySelectorAll<HTMLButtonElement>("[role=radio]") ?? [])];
  const choose = (swatch: HTMLButtonElement): void => {
    for (const other of swatches) {
      other.setAttribute("aria-checked", String(other === swatch));
      other.tabIndex = other === swatch ? 0 : -1;
    }
    document.getElementById("choice-now")!.textContent = swatch.dataset["title"] ?? "";
    chosen(swatch.dataset["name"] ?? "");
  };
  group?.addEventListener("click", (event) => {
    const swatch = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[role=radio]") : null;
    if (swatch) choose(swatch);
  });
  group?.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = swatches.indexOf(document.activeElement as HTMLButtonElement);
    const next = step === undefined || at < 0 ? undefined : swatches[(at + step + swatches.length) % swatches.length];
    if (!next) return;
    event.preventDefault();
    next.focus();
    choose(next);
  });
  return (name) => {
    const swatch = swatches.find((entry) => entry.dataset["name"] === name);
    if (!swatch || !group) return;
    choose(swatch);
    group.scrollTop = swatch.offsetTop - group.offsetTop - group.clientHeight / 2;
  };
}
