/** Dimension lines in the model's own space, with labels as text over the canvas: always sharp, never mirrored. */
import { Box3, BufferAttribute, BufferGeometry, LineBasicMaterial, LineSegments, Vector3 } from "three";
import type { Feature } from "../../loop";
import type { Stage } from "../stage";
import { along, layoutDimensions, middle, strokes, withLines, type Dimension, type Side } from "./layout";

const STROKES = 9;
const GAP = 0.07; // of the longest side
const SHORTEST_PX = 10; // a line seen nearly end-on has no room for its figure

export interface Dimensions extends Feature {
  show(visible: boolean): void;
  /** Writes the figures again, after a change of units. */
  relabel(): void;
}

/**
 * @param host the element over the canvas that holds the labels.
 * @param label writes a length in metres, "218 cm".
 */
export function createDimensions(
  stage: Stage, box: Box3, host: HTMLElement, label: (metres: number, side: Side) => string,
): Dimensions {
  const reach = Math.max(...box.getSize(new Vector3()).toArray());
  const bounds = { min: box.min.toArray(), max: box.max.toArray() } as const;
  const points = new BufferAttribute(new Float32Array(STROKES * 2 * 3), 3);
  const lines = new LineSegments(new BufferGeometry().setAttribute("position", points), new LineBasicMaterial());
  lines.frustumCulled = false;
  stage.scene.add(lines);
  const labels = new Map<Side, HTMLElement>();
  for (const side of ["width", "depth", "height"] as const) {
    const text = document.createElement("span");
    text.className = "dimension";
    labels.set(side, text);
    host.append(text);
  }
  const centre = box.getCenter(new Vector3());
  const spare = [new Vector3(), new Vector3(), new Vector3()] as const;
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  let laid: readonly Dimension[] = [];

  const paint = (): void => {
    lines.material.color.set(getComputedStyle(host).color);
    stage.invalidate();
  };
  const relabel = (): void => {
    for (const { side, metres } of laid) labels.get(side)!.textContent = label(metres, side);
  };
  const lay = (): void => {
    const [x, y, z] = spare[0].copy(stage.camera.position).sub(centre).toArray();
    const fresh = layoutDimensions(bounds, [x, y, z], reach * GAP);
    if (laid.length && fresh.every(({ from }, at) => from.every((value, axis) => value === laid[at]?.from[axis]))) return;
    laid = fresh;
    strokes(laid, reach * 0.018).forEach((point, at) => points.setXYZ(at, ...point));
    points.needsUpdate = true;
    relabel();
  };
  const place = (): void => {
    for (const dimension of laid) {
      const text = labels.get(dimension.side)!;
      const [from, to, at] = [dimension.from, dimension.to, along(middle(dimension), dimension.tick, reach * 0.06)].map(
        (point, index) => project(stage, spare[index]!.set(...point)),
      ) as [Vector3, Vector3, Vector3];
      text.hidden = Math.hypot(from.x - to.x, from.y - to.y) < SHORTEST_PX;
      text.style.transform = `translate(-50%, -50%) translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
    }
  };
  paint();
  scheme.addEventListener("change", paint);
  stage.onDraw(() => !host.hidden && place());

  return {
    relabel,
    show(visible) {
      lines.visible = visible;
      host.hidden = !visible;
      stage.invalidate();
    },
    update() {
      if (lines.visible && !stage.renderer.xr.isPresenting) lay();
    },
    dispose() {
      scheme.removeEventListener("change", paint);
      lines.removeFromParent();
      lines.geometry.dispose();
      lines.material.dispose();
      for (const text of labels.values()) text.remove();
    },
  };
}

/** What a camera must see so that no line is cut. */
export function boxWithLines(box: Box3): Box3 {
  const reach = Math.max(...box.getSize(new Vector3()).toArray());
  const { min, max } = withLines({ min: box.min.toArray(), max: box.max.toArray() }, reach * GAP);
  return new Box3(new Vector3(...min), new Vector3(...max));
}

/** World metres to canvas CSS pixels, in place. */
function project(stage: Stage, point: Vector3): Vector3 {
  point.project(stage.camera);
  return point.set(((point.x + 1) / 2) * stage.size.width, ((1 - point.y) / 2) * stage.size.height, point.z);
}
