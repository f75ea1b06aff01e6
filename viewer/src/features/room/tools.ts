/** The buttons on the picture: turn, see before, save. */
import { element } from "./find";
import type { Picture } from "./picture";
import type { Plan } from "./planning";

const TURN_DEG = 15;

export function startTools(plan: Plan, picture: Picture, turn: (by_deg: number) => void): void {
  element("left").addEventListener("click", () => turn(-TURN_DEG));
  element("right").addEventListener("click", () => turn(TURN_DEG));
  const before = element("before");
  const hold = (on: boolean) => (): void => {
    picture.before(on);
    before.setAttribute("aria-pressed", String(on));
  };
  before.addEventListener("pointerdown", hold(true));
  for (const end of ["pointerup", "pointerleave", "pointercancel", "blur"]) before.addEventListener(end, hold(false));
  before.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && hold(true)());
  before.addEventListener("keyup", hold(false));
  element("save").addEventListener("click", () => {
    const { placed, product } = plan.value;
    if (!placed || !product) return;
    const link = document.createElement("a");
    link.href = placed.image;
    link.download = `${product.sku}-room.jpg`;
    link.click();
  });
  plan.watch("placed", (placed) => (element("tools").hidden = placed === null));
}
