/** One frame kept for comparing: the same face under different shades, until it is released. It stays in this page's memory. */
import type { ShadeOption } from "../../contract";
import { faceCrop } from "./face/crop";
import { paintLips } from "./paint";

export interface Still {
  /** Whether it is shown as a mirror shows it. */
  readonly mirrored: boolean;
  /** Draws the face in `shade` so that it fills `canvas`. */
  draw(canvas: HTMLCanvasElement, shade: ShadeOption | null, strength: number): void;
  /** Forgets the frame. */
  release(): void;
}

/**
 * @param overlay what else is worn, drawn for this frame; null for nothing.
 * @param landmarks x, y per point in pixels of the frame.
 */
export function holdStill(frame: HTMLCanvasElement, overlay: HTMLCanvasElement | null, landmarks: Float64Array, mirrored: boolean): Still {
  const bare = copyOf(frame);
  const over = overlay ? copyOf(overlay) : null;
  const kept = Float64Array.from(landmarks);
  return {
    mirrored,
    draw(canvas, shade, strength) {
      const worn = copyOf(bare);
      const context = worn.getContext("2d");
      const into = canvas.getContext("2d");
      if (!context || !into) return;
      if (shade) paintLips(context, kept, { color: shade.color, finish: shade.finish, strength });
      if (over) context.drawImage(over, 0, 0, worn.width, worn.height);
      const { left, top, width, height } = faceCrop(kept, worn, canvas.width / canvas.height);
      into.drawImage(worn, left, top, width, height, 0, 0, canvas.width, canvas.height);
      worn.width = worn.height = 0;
    },
    release() {
      kept.fill(0);
      for (const canvas of [bare, over]) if (canvas) canvas.width = canvas.height = 0;
    },
  };
}

function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  copy.getContext("2d", { willReadFrequently: true })?.drawImage(canvas, 0, 0);
  return copy;
}
