/** Dimension lines in the model's own space, on the sides that the viewer sees. */
import { Box3, BufferAttribute, BufferGeometry, LineBasicMaterial, LineSegments, Vector3 } from "three";
import type { Feature } from "../../loop";
import type { Stage } from "../stage";
import { createLabels } from "./labels";
import { layoutDimensions, strokes, withLines, type Bounds, type Dimension, type Side } from "./layout";

const STROKES = 9;
const GAP = 0.07; // these three are shares of the longest side
const TICK = 0.018;
const AWAY = 0.06;

export interface Dimensions extends Feature {
  show(visible: boolean): void;
  /** Writes the figures again, after a change of units. */
  relabel(): void;
}

/**
 * @param host the element over the canvas that holds the labels; the lines take its text colour.
 * @param label writes a length in metres, "218 cm".
 */
export function createDimensions(
  stage: Stage, box: Box3, host: HTMLElement, label: (metres: number, side: Side) => string,
): Dimensions {
  const reach = reachOf(box);
  const bounds: Bounds = { min: box.min.toArray(), max: box.max.toArray() };
  const centre = box.getCenter(new Vector3());
  const towards = new Vector3();
  const { lines, draw } = createLines(reach * TICK);
  const labels = createLabels(stage, host, label);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  let laid: readonly Dimension[] = [];

  const paint = (): void => {
    lines.material.color.set(getComputedStyle(host).color);
    stage.invalidate();
  };
  paint();
  scheme.addEventListener("change", paint);
  stage.scene.add(lines);
  stage.onDraw(() => !host.hidden && labels.place(laid, reach * AWAY));

  return {
    relabel: () => labels.write(laid),
    show(visible) {
      lines.visible = visible;
      host.hidden = !visible;
      stage.invalidate();
    },
    update() {
      if (!lines.visible || stage.renderer.xr.isPresenting) return;
      const [x, y, z] = towards.copy(stage.camera.position).sub(centre).toArray();
      const fresh = layoutDimensions(bounds, [x, y, z], reach * GAP);
      if (same(fresh, laid)) return;
      laid = fresh;
      draw(laid);
      labels.write(laid);
    },
    dispose() {
      scheme.removeEventListener("change", paint);
      lines.removeFromParent();
      lines.geometry.dispose();
      lines.material.dispose();
      labels.dispose();
    },
  };
}

/** What a camera must see so that no line is cut. */
export function boxWithLines(box: Box3): Box3 {
  const { min, max } = withLines({ min: box.min.toArray(), max: box.max.toArray() }, reachOf(box) * GAP);
  return new Box3(new Vector3(...min), new Vector3(...max));
}

function reachOf(box: Box3): number {
  return Math.max(...box.getSize(new Vector3()).toArray());
}

function createLines(tickM: number): {
  lines: LineSegments<BufferGeometry, LineBasicMaterial>;
  draw(dimensions: readonly Dimension[]): void;
} {
  const points = new BufferAttribute(new Float32Array(STROKES * 2 * 3), 3);
  const lines = new LineSegments(new BufferGeometry().setAttribute("position", points), new LineBasicMaterial());
  lines.frustumCulled = false;
  return {
    lines,
    draw(dimensions) {
      strokes(dimensions, tickM).forEach((point, at) => points.setXYZ(at, ...point));
      points.needsUpdate = true;
    },
  };
}

/** Whether both stand on the same sides of the box. */
function same(a: readonly Dimension[], b: readonly Dimension[]): boolean {
  return a.length === b.length && a.every(({ from }, at) => from.every((value, axis) => value === b[at]?.from[axis]));
}
