/** The photo, the drawn picture that fades in over it, and the footprint's lines on top. */
import type { Placed } from "../../contract";
import { lengthText, type Unit } from "../../i18n/size";
import { outlineOf, type Point } from "./dimensions";
import { element } from "./find";
import type { Photo } from "./planning";

const CLEAR_PX = 14;
const LABEL_PX = 17;
const INSET_PX: Point = [34, 14]; // half of a label: it never leaves the picture

export interface Picture {
  show(photo: Photo): void;
  /** Fades the drawn picture in; resolves when it is there. */
  draw(placed: Placed): Promise<void>;
  /** Takes away what was drawn. */
  clear(): void;
  /** Shows the photo as it was. */
  before(on: boolean): void;
  /** Draws the lines again: the frame or the unit has changed. */
  redraw(): void;
}

export function createPicture(unit: () => Unit): Picture {
  const [frame, photo, drawn, lines] = [element("frame"), element<HTMLImageElement>("photo"), element("drawn"), element<SVGSVGElement>("lines")];
  let placed: Placed | null = null;
  const picture: Picture = {
    show(shown) {
      picture.clear();
      photo.src = shown.url;
      element<HTMLImageElement>("backdrop").src = shown.url;
      element("scene").style.setProperty("--ratio", String(shown.width / shown.height));
      frame.hidden = false;
    },
    async draw(next) {
      const image = new Image();
      image.alt = "";
      image.src = next.image;
      await image.decode();
      const older = [...drawn.children];
      drawn.append(image);
      placed = next;
      picture.redraw();
      for (const animation of image.getAnimations()) await animation.finished.catch(() => undefined);
      for (const old of older) old.remove();
    },
    clear() {
      placed = null;
      drawn.replaceChildren();
      lines.replaceChildren();
    },
    before(on) {
      drawn.hidden = on;
      lines.toggleAttribute("hidden", on);
    },
    redraw() {
      if (placed) lines.replaceChildren(...drawLines(placed, frame.clientWidth, frame.clientHeight, unit()));
      lines.setAttribute("viewBox", `0 0 ${frame.clientWidth} ${frame.clientHeight}`);
    },
  };
  new ResizeObserver(() => picture.redraw()).observe(frame);
  return picture;
}

function drawLines(placed: Placed, width_px: number, height_px: number, unit: Unit): SVGElement[] {
  const corners = placed.footprint_px.map(([x, y]): Point => [(x * width_px) / placed.width_px, (y * height_px) / placed.height_px]);
  const outline = outlineOf(corners, CLEAR_PX, LABEL_PX);
  const metres = { width: placed.size_on_floor_m[0], depth: placed.size_on_floor_m[2] };
  const near = [...outline.near, ...outline.lines.flatMap((line) => [[line.from, line.to] as const, ...line.feet])];
  return [
    path(outline.far, "far"),
    path(near, "halo"),
    path(near, "near"),
    ...outline.lines.map((line) => label(line.label, `${lengthText(metres[line.side], unit)} ${unit}`, line.side, width_px, height_px)),
  ];
}

/** An SVG element; the namespace is the page's own <svg>'s. */
function shape<K extends keyof SVGElementTagNameMap>(name: K): SVGElementTagNameMap[K] {
  return document.createElementNS(element("lines").namespaceURI, name) as SVGElementTagNameMap[K];
}

function path(strokes: readonly (readonly [Point, Point])[], name: string): SVGElement {
  const made = shape("path");
  made.setAttribute("class", name);
  made.setAttribute("d", strokes.map(([from, to]) => `M${from.map(short)}L${to.map(short)}`).join(""));
  return made;
}

function label([x, y]: Point, words: string, side: string, width_px: number, height_px: number): SVGElement {
  const made = shape("text");
  const inside = (value: number, inset: number, most: number): number => Math.min(most - inset, Math.max(inset, value));
  made.setAttribute("x", short(inside(x, INSET_PX[0], width_px)));
  made.setAttribute("y", short(inside(y, INSET_PX[1], height_px)));
  made.dataset["side"] = side;
  made.textContent = words;
  return made;
}

function short(value: number): string {
  return value.toFixed(1);
}
