/** The few words and buttons over the camera picture. */
import type { Page } from "../../page";

const RAD_PER_PX = 0.01;
const STEP_RAD = Math.PI / 12;

export interface Acts {
  turn(rad: number): void;
  move(): void;
  leave(): void;
}

export interface Overlay {
  readonly root: HTMLElement;
  show(visible: boolean): void;
  say(key: string): void;
  placed(is: boolean): void;
}

export function createOverlay(page: Page, acts: Acts): Overlay {
  const part = (id: string): HTMLElement => document.getElementById(id)!;
  const root = part("ar");
  const whenPlaced = ["ar-left", "ar-right", "ar-move"].map(part);
  const taps: readonly [string, () => void][] = [
    ["ar-left", () => acts.turn(-STEP_RAD)],
    ["ar-right", () => acts.turn(STEP_RAD)],
    ["ar-move", acts.move],
    ["ar-leave", acts.leave],
  ];
  for (const [id, act] of taps) {
    part(id).addEventListener("click", act);
    part(id).addEventListener("beforexrselect", (event) => event.preventDefault()); // a button's tap places nothing
  }
  root.addEventListener("pointermove", (event) => {
    if (event.buttons === 1) acts.turn(event.movementX * RAD_PER_PX);
  });
  return {
    root,
    show: (visible) => (root.hidden = !visible),
    say: (key) => (part("ar-note").textContent = page.t(key)),
    placed: (is) => whenPlaced.forEach((button) => (button.hidden = !is)),
  };
}
