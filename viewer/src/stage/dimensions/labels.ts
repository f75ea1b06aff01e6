/** The figures of dimension lines as text over the canvas: always sharp, never mirrored. */
import { Vector3 } from "three";
import type { Stage } from "../stage";
import { along, middle, type Dimension, type Side } from "./layout";

const SHORTEST_PX = 10; // a line seen nearly end-on has no room for its figure

export interface Labels {
  write(dimensions: readonly Dimension[]): void;
  /** Moves each figure to its line's middle, `awayM` off it. */
  place(dimensions: readonly Dimension[], awayM: number): void;
  dispose(): void;
}

export function createLabels(stage: Stage, host: HTMLElement, label: (metres: number, side: Side) => string): Labels {
  const texts = new Map<Side, HTMLElement>();
  for (const side of ["width", "depth", "height"] as const) {
    const text = document.createElement("span");
    text.className = "dimension";
    text.hidden = true;
    texts.set(side, text);
    host.append(text);
  }
  const [from, to, at] = [new Vector3(), new Vector3(), new Vector3()];
  return {
    write(dimensions) {
      for (const { side, metres } of dimensions) texts.get(side)!.textContent = label(metres, side);
    },
    place(dimensions, awayM) {
      for (const dimension of dimensions) {
        const text = texts.get(dimension.side)!;
        project(stage, from.set(...dimension.from));
        project(stage, to.set(...dimension.to));
        project(stage, at.set(...along(middle(dimension), dimension.tick, awayM)));
        text.hidden = Math.hypot(from.x - to.x, from.y - to.y) < SHORTEST_PX;
        text.style.transform = `translate(-50%, -50%) translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
      }
    },
    dispose() {
      for (const text of texts.values()) text.remove();
    },
  };
}

/** World metres to canvas CSS pixels, in place. */
function project(stage: Stage, point: Vector3): Vector3 {
  point.project(stage.camera);
  return point.set(((point.x + 1) / 2) * stage.size.width, ((1 - point.y) / 2) * stage.size.height, point.z);
}
