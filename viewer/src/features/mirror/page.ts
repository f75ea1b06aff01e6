/** The mirror: consent, a camera or a photo, what is worn, and the loop that draws it on the very frame that was tracked. */
import "./page.css";
import type { ProductCard, ShadeOption, Text } from "../../contract";
import type { Page } from "../../page";
import { createState } from "../../state";
import { hasConsent, recordConsent } from "./consent";
import { createRail } from "./rail";
import { runSession, type Session } from "./session";
import { openCamera, openPhoto, type Source } from "./source";
import { nothingWorn, type Worn } from "./worn";

interface MirrorData {
  frames: ProductCard[];
  ranges: { sku: string; title: Text; shades: ShadeOption[] }[];
}

export function start(page: Page): void {
  const data = page.data<MirrorData>();
  const worn = createState<Worn>(nothingWorn);
  const shades = new Map(data.ranges.flatMap((range) => range.shades.map((shade) => [shade.id, shade] as const)));
  const frames = new Map(data.frames.map((frame) => [frame.sku, frame]));
  const lips = createRail(
    element("lips"),
    [...shades.values()].map((shade) => ({ id: shade.id, label: `${shade.name[page.lang]}, ${page.t(`mirror.finish_${shade.finish}`)}`, color: shade.color })),
    (id) => worn.set({ shade: (id && shades.get(id)) || null }),
  );
  const glasses = createRail(
    element("frames"),
    data.frames.map((frame) => ({ id: frame.sku, label: frame.title[page.lang], ...(frame.poster_url ? { image: frame.poster_url } : {}) })),
    (id) => worn.set({ frame: (id && frames.get(id)) || null }),
  );
  wireRails();
  wireTools(page, worn);
  wireSources(page, worn);
  const describe = (): void => tell(page, worn.value);
  worn.watch("shade", describe);
  worn.watch("frame", describe);
  wearAsked(data, worn, lips, glasses, [...shades.values()]);
}

/** Puts on what the address asks for (`?sku=`), or a first shade, so that the mirror is never idle. */
function wearAsked(data: MirrorData, worn: ReturnType<typeof createState<Worn>>, lips: { show(id: string | null): void }, glasses: { show(id: string | null): void }, shades: readonly ShadeOption[]): void {
  const asked = new URLSearchParams(location.search);
  const frame = data.frames.find((entry) => entry.sku === asked.get("sku"));
  if (frame) {
    worn.set({ frame });
    glasses.show(frame.sku);
    document.querySelector<HTMLElement>("[data-rail=frames]")?.click();
    return;
  }
  const shade = shades.find((entry) => entry.id === asked.get("shade")) ?? shades[Math.floor(shades.length / 2)] ?? null;
  worn.set({ shade });
  lips.show(shade?.id ?? null);
}

function tell(page: Page, { shade, frame }: Worn): void {
  const parts: string[] = [];
  if (shade) parts.push(`${shade.name[page.lang]} · ${page.t(`mirror.finish_${shade.finish}`)}`);
  if (frame) parts.push(frame.title[page.lang]);
  element("worn").textContent = parts.join(" + ") || page.t("mirror.nothing");
  element("view").setAttribute("aria-label", parts.length ? page.t("mirror.view_wearing", { worn: parts.join(", ") }) : page.t("mirror.view_empty"));
}

function wireRails(): void {
  const chips = [...document.querySelectorAll<HTMLButtonElement>("[data-rail]")];
  for (const chip of chips)
    chip.addEventListener("click", () => {
      for (const other of chips) {
        other.setAttribute("aria-pressed", String(other === chip));
        element(other.dataset["rail"] ?? "").hidden = other !== chip;
      }
      element("cover").hidden = chip.dataset["rail"] !== "lips";
    });
}

function wireTools(page: Page, worn: ReturnType<typeof createState<Worn>>): void {
  const before = element("before");
  const hold = (on: boolean) => (): void => {
    worn.set({ before: on });
    before.setAttribute("aria-pressed", String(on));
  };
  before.addEventListener("pointerdown", hold(true));
  for (const end of ["pointerup", "pointerleave", "pointercancel", "blur"]) before.addEventListener(end, hold(false));
  before.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && hold(true)());
  before.addEventListener("keyup", hold(false));
  const strength = element("strength") as HTMLInputElement;
  const cover = (): void => worn.set({ strength: Number(strength.value) / 100 });
  strength.addEventListener("input", cover);
  cover();
  element("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = (element("view") as HTMLCanvasElement).toDataURL("image/png");
    link.download = `arkit-${page.t("mirror.file")}.png`;
    link.click();
  });
}

function wireSources(page: Page, worn: ReturnType<typeof createState<Worn>>): void {
  let session: Session | null = null;
  const trouble = element("trouble");
  const show = (on: boolean): void => {
    element("consent").hidden = on;
    element("view").hidden = !on;
    element("tools").hidden = !on;
  };
  const begin = async (open: () => Promise<Source>, whenRefused: (error: unknown) => string): Promise<void> => {
    session?.stop();
    trouble.textContent = "";
    let source: Source;
    try {
      source = await open();
    } catch (error) {
      trouble.textContent = page.t(whenRefused(error));
      return;
    }
    show(true);
    session = runSession(page, source, worn, () => {
      show(false);
      trouble.textContent = page.t("mirror.trouble_tracker");
    });
  };
  const camera = (): Promise<void> => begin(openCamera, (error) => ((error as DOMException).name === "NotFoundError" ? "mirror.trouble_none" : "mirror.trouble_denied"));
  element("camera").addEventListener("click", () => {
    recordConsent(new Date());
    void camera();
  });
  element("photo").addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file) void begin(() => openPhoto(file), () => "mirror.trouble_photo");
    input.value = "";
  });
  element("stop").addEventListener("click", () => {
    session?.stop();
    session = null;
    recordConsent(null);
    show(false);
  });
  addEventListener("pagehide", () => session?.stop());
  if (hasConsent()) void camera();
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`mirror: expected an element "${id}"`);
  return found;
}
