/** Four shades on the same still, two by two: the worn one and its neighbours; a tap on a picture, then on a shade, changes it. */
import type { ShadeOption } from "../../contract";
import type { Page } from "../../page";
import type { State } from "../../state";
import type { Browse } from "./browse";
import { element } from "./element";
import type { Live } from "./session";
import type { Still } from "./still";
import { tell, tellBriefly } from "./told";
import type { Worn } from "./worn";

const FOUR = 4;

interface Tile {
  button: HTMLButtonElement;
  canvas: HTMLCanvasElement;
  name: HTMLElement;
  shade: ShadeOption | null;
}

export function startCompare(page: Page, worn: State<Worn>, live: State<Live>, { lips, shades }: Browse): void {
  const [toggle, four] = [element("compare"), element("four")];
  const tiles = Array.from({ length: FOUR }, createTile);
  four.append(...tiles.map(({ button }) => button));
  let still: Still | null = null;
  let chosen = 0;

  const label = ({ shade }: Tile): string => (shade ? `${shade.name[page.lang]} · ${page.t(`mirror.finish_${shade.finish}`)}` : page.t("mirror.nothing"));
  const draw = (tile: Tile): void => {
    tile.name.textContent = label(tile);
    if (!still) return;
    const ratio = Math.min(devicePixelRatio, 2);
    tile.canvas.width = Math.round(tile.button.clientWidth * ratio);
    tile.canvas.height = Math.round(tile.button.clientHeight * ratio);
    tile.canvas.classList.toggle("live", still.mirrored);
    still.draw(tile.canvas, tile.shade, worn.value.strength);
  };
  const choose = (at: number): void => {
    chosen = at;
    tiles.forEach(({ button }, index) => button.setAttribute("aria-pressed", String(index === at)));
  };
  const show = (on: boolean): void => {
    four.hidden = !on;
    if (on) tellBriefly(page.t("mirror.compare_how"));
    else tell("");
    element("tools").classList.toggle("comparing", on);
    toggle.setAttribute("aria-pressed", String(on));
  };
  const close = (): void => {
    still?.release();
    still = null;
    for (const { canvas } of tiles) canvas.width = canvas.height = 0;
    if (!four.hidden) show(false);
  };
  const open = (): void => {
    still = live.value.session?.hold() ?? null;
    if (!still) {
      tellBriefly(page.t("mirror.compare_no_face"));
      return;
    }
    document.querySelector<HTMLElement>("[data-rail=lips]")?.click();
    const near = lips.near(FOUR);
    show(true);
    tiles.forEach((tile, index) => {
      tile.shade = shades.get(near[index] ?? "") ?? null;
      draw(tile);
    });
    choose(Math.max(0, near.indexOf(worn.value.shade?.id ?? "")));
    tiles[chosen]?.button.focus();
  };

  toggle.addEventListener("click", () => (still ? close() : open()));
  four.addEventListener("click", (event) => {
    const at = tiles.findIndex(({ button }) => event.target instanceof Node && button.contains(event.target));
    const shade = tiles[at]?.shade;
    if (at < 0) return;
    choose(at);
    worn.set({ shade: shade ?? null });
    lips.show(shade?.id ?? null);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !still) return;
    close();
    toggle.focus();
  });
  worn.watch("shade", (shade) => {
    const tile = tiles[chosen];
    if (!still || !tile || tile.shade === shade) return;
    tile.shade = shade;
    draw(tile);
  });
  worn.watch("strength", () => tiles.forEach(draw));
  live.watch("session", close);
  addEventListener("resize", () => still && tiles.forEach(draw));
}

function createTile(): Tile {
  const button = document.createElement("button");
  const canvas = document.createElement("canvas");
  const name = document.createElement("span");
  Object.assign(button, { type: "button", className: "tile" });
  canvas.ariaHidden = "true";
  button.append(canvas, name);
  return { button, canvas, name, shade: null };
}
