/** The filter row: answers at once, keeps the address in step, and needs no script to be of use. */
import { searchProducts } from "../../api";
import type { ProductCard } from "../../contract";
import type { Page } from "../../page";
import { createState } from "../../state";
import { narrow, type Wanted } from "./narrow";

const TYPING_MS = 180;

export function startFilters(page: Page, cards: readonly ProductCard[]): void {
  const form = document.querySelector<HTMLFormElement>("#filters");
  const fits = document.querySelector<HTMLSelectElement>("#fits");
  const search = document.querySelector<HTMLInputElement>("#search");
  if (!form || !fits || !search) return;
  const chips = [...form.querySelectorAll<HTMLAnchorElement>("[data-kind]")];
  const kind = chips.find((chip) => chip.ariaCurrent === "true")?.dataset["kind"] ?? "";
  const state = createState<Wanted>({ kind, fitsM: metres(fits.value), found: null });

  const show = (): void => {
    showOnly(page, narrow(cards, state.value));
    for (const chip of chips) chip.ariaCurrent = chip.dataset["kind"] === state.value.kind ? "true" : null;
    rememberAddress({ kind: state.value.kind, fits: fits.value, q: search.value.trim() });
  };
  const find = latest(async (text: string) => {
    const found = text ? new Set((await searchProducts(text)).products.map(({ sku }) => sku)) : null;
    return () => {
      state.set({ found });
      show();
    };
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", (event) => {
    const chip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-kind]") : null;
    if (!chip || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    state.set({ kind: chip.dataset["kind"] ?? "" });
    show();
  });
  fits.addEventListener("change", () => {
    state.set({ fitsM: metres(fits.value) });
    show();
  });
  let typing = 0;
  search.addEventListener("input", () => {
    window.clearTimeout(typing);
    typing = window.setTimeout(() => void find(search.value.trim()), TYPING_MS);
  });
  document.querySelector("#clear")?.addEventListener("click", (event) => {
    event.preventDefault();
    search.value = fits.value = "";
    state.set({ kind: "", fitsM: null, found: null });
    show();
  });
  if (search.value) void find(search.value.trim());
}

function metres(centimetres: string): number | null {
  return centimetres ? Number(centimetres) / 100 : null;
}

/** Runs the newest call's outcome only: a slow early answer never replaces a later one. */
function latest(ask: (text: string) => Promise<() => void>): (text: string) => Promise<void> {
  let newest = 0;
  return async (text) => {
    const mine = ++newest;
    try {
      const settle = await ask(text);
      if (mine === newest) settle();
    } catch (error) {
      console.warn("search failed", error);
    }
  };
}

function showOnly(page: Page, skus: ReadonlySet<string>): void {
  for (const item of document.querySelectorAll<HTMLElement>("#products > li")) {
    item.hidden = !skus.has(item.dataset["sku"] ?? "");
  }
  document.querySelector("#count")!.textContent = page.t("shop.found", { count: skus.size });
  document.querySelector<HTMLElement>("#nothing")!.hidden = skus.size > 0;
}

function rememberAddress(asked: Readonly<Record<string, string>>): void {
  const address = new URL(location.href);
  for (const [key, value] of Object.entries(asked)) {
    if (value) address.searchParams.set(key, value);
    else address.searchParams.delete(key);
  }
  history.replaceState(null, "", address);
}
