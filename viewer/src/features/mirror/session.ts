/** The mirror's loop: grab a frame, track it, draw what is worn on that very frame. Nothing of it leaves this file's canvases. */
import type { State } from "../../state";
import { cameraOf } from "./face/camera";
import { solveFace, type Face } from "./face/face";
import { guessCamera } from "./face/focal";
import { createSmoother } from "./face/smooth";
import { createGlasses, type Glasses } from "./glasses";
import { paintLips } from "./paint";
import type { Source } from "./source";
import type { Status } from "./status";
import { holdStill, type Still } from "./still";
import type { Tracker } from "./tracker";
import type { Worn } from "./worn";

export interface Session {
  /** Keeps the newest frame with its face and rests until it is released; null while no face is seen. */
  hold(): Still | null;
  stop(): void;
}

/** Where the page's parts find the running session. */
export interface Live {
  session: Session | null;
}

/** A face lost for longer than this takes what it wears with it. */
const LOST_S = 0.3;

export function runSession(source: Source, tracker: Tracker, worn: State<Worn>, status: Status, onBroken: () => void): Session {
  const view = document.getElementById("view") as HTMLCanvasElement;
  const frame = document.createElement("canvas");
  const sizeTo = (): void => {
    for (const canvas of [frame, view]) [canvas.width, canvas.height] = [source.width, source.height];
  };
  sizeTo();
  view.classList.toggle("live", source.live);
  const frameContext = frame.getContext("2d", { willReadFrequently: true });
  const viewContext = view.getContext("2d", { willReadFrequently: true });
  if (!frameContext || !viewContext) throw new Error("mirror: expected a 2D canvas");
  const smoother = createSmoother({ minCutoff: 0.6, beta: 0.06, jump: source.width / 8 });
  let glasses: Glasses | null = null;
  let face: Face | null = null;
  let seen_s = Number.NEGATIVE_INFINITY;
  let [stopped, resting] = [false, false];
  let frames = 0;

  function draw(): void {
    const { before, shade, strength, frame: product } = worn.value;
    viewContext!.drawImage(frame, 0, 0);
    if (!face || before) return;
    if (shade) paintLips(viewContext!, face.landmarks, { color: shade.color, finish: shade.finish, strength });
    const overlay = product?.model_url ? overlayOf(product.model_url, face) : null;
    if (overlay) viewContext!.drawImage(overlay, 0, 0, view.width, view.height);
  }

  function overlayOf(model_url: string, on: Face): HTMLCanvasElement | null {
    glasses ??= createGlasses(draw, () => worn.set({ frame: null, missing: true }));
    glasses.wear(model_url);
    return glasses.render(on, on.camera, brightness(frameContext!, on));
  }

  async function step(now_ms: number): Promise<void> {
    if (stopped) return;
    if (resting) {
      requestAnimationFrame((next) => void step(next).catch(onBroken));
      return;
    }
    if (source.live && frame.width !== source.width) sizeTo();
    if (source.grab(frameContext!)) {
      const found = await tracker.detect(frame);
      if (stopped) return;
      const time_s = now_ms / 1000;
      if (found) {
        const landmarks = source.live ? smoother.next(found, time_s) : found;
        const { width, height } = frame;
        face = solveFace(landmarks, source.live ? cameraOf(width, height) : guessCamera(landmarks, width, height));
        seen_s = time_s;
      } else if (time_s - seen_s > LOST_S) face = null;
      draw();
      status.show(face, found !== null, frame);
      frames += 1;
      view.dataset["frames"] = String(frames);
      view.dataset["face"] = face ? "found" : "none";
    }
    if (source.live) requestAnimationFrame((next) => void step(next).catch(onBroken));
  }

  status.say("mirror.looking");
  const unwatch = (["shade", "frame", "strength", "before"] as const).map((key) => worn.watch(key, draw));
  requestAnimationFrame((now) => void step(now).catch(onBroken));
  return {
    hold() {
      if (!face) return null;
      const url = worn.value.frame?.model_url;
      const still = holdStill(frame, url ? overlayOf(url, face) : null, face.landmarks, source.live);
      resting = true;
      const release = (): void => {
        still.release();
        resting = false;
      };
      return { ...still, release };
    },
    stop() {
      stopped = true;
      for (const end of unwatch) end();
      source.stop();
      tracker.dispose();
      glasses?.dispose();
      for (const canvas of [frame, view]) canvas.width = canvas.height = 0; // forget the last frame
      delete view.dataset["face"];
    },
  };
}

/** Linear brightness of the cheeks and forehead, 0 to 1: the light that falls on the glasses too. */
const SKIN_IDS = [50, 280, 151, 9, 101, 330];
function brightness(context: CanvasRenderingContext2D, face: Face): number {
  let sum = 0;
  for (const id of SKIN_IDS) {
    const x = Math.round(face.landmarks[id * 2] ?? 0);
    const y = Math.round(face.landmarks[id * 2 + 1] ?? 0);
    const [r = 0, g = 0, b = 0] = context.getImageData(x, y, 1, 1).data;
    sum += ((0.2126 * r + 0.7152 * g + 0.0722 * b) / 255) ** 2.2;
  }
  return sum / SKIN_IDS.length;
}
