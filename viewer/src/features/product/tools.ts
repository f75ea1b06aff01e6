/** The three buttons on the stage: dimension lines, first view, full screen. */
import type { Dimensions } from "../../stage/dimensions/draw";

export function startTools(dimensions: Dimensions, home: () => void, sized: boolean): void {
  const button = (id: string): HTMLButtonElement => document.querySelector<HTMLButtonElement>(`#tool-${id}`)!;
  const [size, full] = [button("size"), button("full")];
  const measure = (shown: boolean): void => {
    size.setAttribute("aria-pressed", String(shown));
    dimensions.show(shown);
  };
  size.addEventListener("click", () => measure(size.getAttribute("aria-pressed") !== "true"));
  measure(sized);
  button("home").addEventListener("click", home);
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () => void toggleFullscreen());
  document.querySelector<HTMLElement>("#tools")!.hidden = false;
}

async function toggleFullscreen(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.querySelector("#stage")?.requestFullscreen();
}
