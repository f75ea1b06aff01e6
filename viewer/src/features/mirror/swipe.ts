/** The next shade or frame: a swipe over the face, or the arrow keys while the face has the focus. */
import { element } from "./element";

const FAR_PX = 44;
const FLAT = 1.6; // a swipe goes this much further sideways than up or down

export function startSwipe(step: (by: 1 | -1) => void): void {
  const view = element("view");
  let from: { x: number; y: number } | null = null;
  view.addEventListener("pointerdown", (event) => {
    from = event.isPrimary ? { x: event.clientX, y: event.clientY } : null;
  });
  view.addEventListener("pointerup", (event) => {
    if (!from) return;
    const [across, down] = [event.clientX - from.x, event.clientY - from.y];
    from = null;
    if (Math.abs(across) > FAR_PX && Math.abs(across) > FLAT * Math.abs(down)) step(across < 0 ? 1 : -1);
  });
  view.addEventListener("pointercancel", () => (from = null));
  view.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowRight") step(1);
    if (key === "ArrowLeft") step(-1);
  });
}
