/** Choosing a place on the photo: a tap, or a mark moved by the arrow keys and set by Enter. */
import type { Page } from "../../page";
import { element } from "./find";
import { moved, type Plan, type Spot } from "./planning";

const STEP = 0.01;
const LEAP = 5;
const TURN_DEG = 15;
const KEYS_WAIT_MS = 350;
const ARROWS: Readonly<Record<string, Spot>> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

export interface FloorActions {
  place(wait_ms?: number): void;
  turn(by_deg: number): void;
}

export function startFloor(page: Page, plan: Plan, actions: FloorActions): void {
  const floor = element("floor");
  const mark = element("mark");
  plan.watch("spot", ([u, v]) => {
    mark.style.left = `${(u * 100).toFixed(2)}%`;
    mark.style.top = `${(v * 100).toFixed(2)}%`;
  });
  floor.addEventListener("click", (event) => {
    const box = floor.getBoundingClientRect();
    plan.set({ spot: moved([0, 0], (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height) });
    actions.place();
  });
  floor.addEventListener("pointerdown", () => floor.setAttribute("data-tapped", ""));
  floor.addEventListener("keydown", (event) => {
    floor.removeAttribute("data-tapped");
    const turn = { "[": TURN_DEG, "]": -TURN_DEG }[event.key];
    const step = ARROWS[event.key];
    if (event.key === "Enter" || event.key === " ") actions.place();
    else if (turn) actions.turn(turn);
    else if (step) step_by(event.shiftKey ? [step[0] * LEAP, step[1] * LEAP] : step);
    else return;
    event.preventDefault();
  });

  function step_by([du, dv]: Spot): void {
    plan.set({ spot: moved(plan.value.spot, du, dv) });
    const [u, v] = plan.value.spot;
    element("live").textContent = page.t("room.cursor", { across: Math.round(u * 100), down: Math.round(v * 100) });
    if (plan.value.placed) actions.place(KEYS_WAIT_MS);
  }
}
