/** The lines an architect draws round a set: where the wall meets the floor, and how wide the seat is. */
import { BufferGeometry, LineBasicMaterial, LineSegments, Vector3 } from "three";
import { lengthText } from "../../i18n/size";
import type { Page } from "../../page";
import { createLabels } from "../../stage/dimensions/labels";
import { strokes, type Dimension, type Point } from "../../stage/dimensions/layout";
import type { Stage } from "../../stage/stage";
import type { Arrangement } from "./arrange";

const OVER_SEAT_M = 0.12;
const TICK_M = 0.03;
const LABEL_OFF_M = 0.085;
const WALL_REACH_M = 12;
const WALL_OPACITY = 0.16;
const WIDTH_OPACITY = 0.75;

/** Adds the lines to the scene; the figure is written over the canvas and follows the reader's units. */
export function drawRoom(page: Page, stage: Stage, { wallZ, seat }: Arrangement): { dispose(): void } {
  const host = document.querySelector<HTMLElement>("#hero-size")!;
  const widths = seat ? [seatWidth(seat.width, seat.height + OVER_SEAT_M, wallZ)] : [];
  const wall = createLines([[-WALL_REACH_M, 0, wallZ], [WALL_REACH_M, 0, wallZ]], WALL_OPACITY);
  const width = createLines(strokes(widths, TICK_M), WIDTH_OPACITY);
  const labels = createLabels(stage, host, (metres) => `${lengthText(metres, page.units.value.unit)} ${page.units.value.unit}`);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const paint = (): void => {
    for (const { material } of [wall, width]) material.color.set(getComputedStyle(host).color);
    stage.invalidate();
  };
  host.hidden = false;
  paint();
  scheme.addEventListener("change", paint);
  const leave = page.units.watch("unit", () => labels.write(widths));
  stage.scene.add(wall, width);
  stage.onDraw(() => labels.place(widths, LABEL_OFF_M));
  return {
    dispose() {
      leave();
      scheme.removeEventListener("change", paint);
      labels.dispose();
      for (const lines of [wall, width]) {
        lines.removeFromParent();
        lines.geometry.dispose();
        lines.material.dispose();
      }
    },
  };
}

function seatWidth(metres: number, y: number, z: number): Dimension {
  return { side: "width", metres, from: [-metres / 2, y, z], to: [metres / 2, y, z], tick: [0, 1, 0] };
}

function createLines(points: readonly Point[], opacity: number): LineSegments<BufferGeometry, LineBasicMaterial> {
  const geometry = new BufferGeometry().setFromPoints(points.map((point) => new Vector3(...point)));
  return new LineSegments(geometry, new LineBasicMaterial({ transparent: true, opacity }));
}
