/** The buttons over the mirror that need no frame of their own: before, save; and how much the lipstick covers. */
import type { Page } from "../../page";
import type { State } from "../../state";
import { element } from "./element";
import type { Worn } from "./worn";

export function startTools(page: Page, worn: State<Worn>): void {
  const before = element("before");
  const hold = (on: boolean) => (): void => {
    worn.set({ before: on });
    before.setAttribute("aria-pressed", String(on));
  };
  before.addEventListener("pointerdown", hold(true));
  for (const end of ["pointerup", "pointerleave", "pointercancel", "blur"]) before.addEventListener(end, hold(false));
  before.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && hold(true)());
  before.addEventListener("keyup", hold(false));
  before.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press is how it is used
  const strength = element<HTMLInputElement>("strength");
  strength.addEventListener("input", () => worn.set({ strength: Number(strength.value) / 100 }));
  element("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = element<HTMLCanvasElement>("view").toDataURL("image/png");
    link.download = `arkit-${page.t("mirror.file")}.png`;
    link.click();
  });
}
