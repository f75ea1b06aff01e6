/** Choosing what to wear: two rails, finishes that narrow hundreds of shades, a swipe over the face to the next one. */
import type { ProductCard, ShadeOption, Text } from "../../contract";
import type { Page } from "../../page";
import type { State } from "../../state";
import { element } from "./element";
import { readLook } from "./look";
import { createRail, type Rail } from "./rail";
import { startSwipe } from "./swipe";
import { tellBriefly } from "./told";
import type { Worn } from "./worn";

export interface MirrorData {
  frames: ProductCard[];
  ranges: { sku: string; title: Text; shades: ShadeOption[] }[];
}

export interface Browse {
  readonly lips: Rail;
  readonly shades: ReadonlyMap<string, ShadeOption>;
  /** Puts on what the address asks for, or a first shade, so that the mirror is never idle. */
  wearAsked(): void;
}

export function startBrowse(page: Page, data: MirrorData, worn: State<Worn>): Browse {
  const shades = new Map(data.ranges.flatMap((range) => range.shades.map((shade) => [shade.id, shade] as const)));
  const frames = new Map(data.frames.map((frame) => [frame.sku, frame]));
  const finish = (shade: ShadeOption): string => page.t(`mirror.finish_${shade.finish}`);
  const lips = createRail(
    element("lips"),
    [...shades.values()].map((shade) => ({ id: shade.id, label: `${shade.name[page.lang]} · ${finish(shade)}`, color: shade.color })),
    (id) => worn.set({ shade: (id && shades.get(id)) || null }),
  );
  const glasses = createRail(
    element("frames"),
    data.frames.map((frame) => ({ id: frame.sku, label: frame.title[page.lang], ...(frame.poster_url ? { image: frame.poster_url } : {}) })),
    (id) => worn.set({ frame: (id && frames.get(id)) || null }),
  );
  startTabs();
  startFinishes(lips, shades);
  startNames();
  worn.watch("missing", (missing) => {
    if (!missing) return;
    tellBriefly(page.t("mirror.trouble_frame"));
    glasses.show(null);
    worn.set({ missing: false });
  });
  startSwipe((by) => (element("frames").hidden ? lips : glasses).step(by));
  return {
    lips,
    shades,
    wearAsked() {
      const { shade, frame, strength } = readLook(location.search, shades, frames);
      const first = frame ? shade : (shade ?? [...shades.values()][Math.floor(shades.size / 2)] ?? null);
      worn.set({ shade: first, frame, ...(strength === null ? {} : { strength }) });
      element<HTMLInputElement>("strength").value = String(Math.round(worn.value.strength * 100));
      if (frame && !shade) document.querySelector<HTMLElement>("[data-rail=frames]")?.click();
      lips.show(first?.id ?? null);
      glasses.show(frame?.sku ?? null);
    },
  };
}

function startTabs(): void {
  const chips = [...document.querySelectorAll<HTMLButtonElement>("[data-rail]")];
  for (const chip of chips)
    chip.addEventListener("click", () => {
      for (const other of chips) {
        other.setAttribute("aria-pressed", String(other === chip));
        element(other.dataset["rail"] ?? "").hidden = other !== chip;
      }
      const lips = chip.dataset["rail"] === "lips";
      for (const id of ["cover", "finishes"]) element(id).hidden = !lips;
    });
}

/** A chip per finish leaves only its shades in the rail. */
function startFinishes(lips: Rail, shades: ReadonlyMap<string, ShadeOption>): void {
  const chips = [...document.querySelectorAll<HTMLButtonElement>("[data-finish]")];
  for (const chip of chips)
    chip.addEventListener("click", () => {
      const wanted = chip.dataset["finish"] ?? "";
      for (const other of chips) other.setAttribute("aria-pressed", String(other === chip));
      lips.narrow((id) => !wanted || shades.get(id)?.finish === wanted);
    });
}

/** While a pointer walks over the rails, the name of what is under it stands where the worn one's does. */
function startNames(): void {
  const peek = element("peek");
  const name = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=radio]") : null;
    const shown = button !== null && event.type !== "pointerleave" && button.ariaChecked !== "true";
    peek.hidden = !shown;
    element("worn").classList.toggle("aside-only", shown);
    if (shown) peek.textContent = button.ariaLabel ?? "";
  };
  for (const id of ["lips", "frames"]) for (const type of ["pointerover", "pointerleave", "click"]) element(id).addEventListener(type, name);
}
