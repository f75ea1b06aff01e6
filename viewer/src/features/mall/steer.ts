/** Hands on the hall: keys walk and turn, a drag looks around, a tap goes there or looks at a product. */
import { MathUtils, Vector3, type PerspectiveCamera } from "three";
import type { Hall } from "./layout";
import { pick, type Picked } from "./pick";
import { MAX_PITCH_RAD, type Stance, type Wish } from "./walk";

const TAP_PX = 7;
const TAP_MS = 450;
const DRAG_RAD_PER_PX = 0.0042;

export interface Hands {
  /** What the keys ask for now. */
  wish(): Wish;
  dispose(): void;
}

export interface Asked {
  hall: Hall;
  camera: PerspectiveCamera;
  stance(): Stance;
  look(yawRad: number, pitchRad: number): void;
  tap(picked: Picked): void;
  /** The product under a mouse that only passes, or none. */
  hover(sku: string | null): void;
}

const KEYS: Readonly<Record<string, Partial<Wish>>> = {
  KeyW: { ahead: 1 }, KeyS: { ahead: -1 }, KeyA: { right: -1 }, KeyD: { right: 1 }, KeyQ: { turnLeft: 1 }, KeyE: { turnLeft: -1 },
  ArrowUp: { ahead: 1 }, ArrowDown: { ahead: -1 }, ArrowLeft: { turnLeft: 1 }, ArrowRight: { turnLeft: -1 },
};

export function createHands(canvas: HTMLCanvasElement, asked: Asked): Hands {
  const held = new Set<string>();
  const ended = new AbortController();
  const { signal } = ended;
  const on = <K extends keyof HTMLElementEventMap>(name: K, hear: (event: HTMLElementEventMap[K]) => void): void =>
    canvas.addEventListener(name, hear, { signal });
  on("keydown", (event) => {
    if (!(event.code in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    held.add(event.code);
  });
  on("keyup", ({ code }) => void held.delete(code));
  on("blur", () => held.clear());
  startPointer(canvas, asked, on);
  return {
    wish() {
      const sum = { ahead: 0, right: 0, turnLeft: 0 };
      for (const code of held)
        for (const [name, value] of Object.entries(KEYS[code] ?? {})) sum[name as keyof Wish] += value;
      return sum;
    },
    dispose: () => ended.abort(),
  };
}

type On = <K extends keyof HTMLElementEventMap>(name: K, hear: (event: HTMLElementEventMap[K]) => void) => void;

function startPointer(canvas: HTMLCanvasElement, asked: Asked, on: On): void {
  let down: { id: number; x: number; y: number; time: number; moved: boolean; from: Stance } | null = null;
  on("pointerdown", (event) => {
    if (down || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    down = { id: event.pointerId, x: event.clientX, y: event.clientY, time: event.timeStamp, moved: false, from: asked.stance() };
  });
  on("pointermove", (event) => {
    if (!down) {
      if (event.pointerType === "mouse") asked.hover(skuOf(pickAt(canvas, asked, event)));
      return;
    }
    if (event.pointerId !== down.id) return;
    const [dx, dy] = [event.clientX - down.x, event.clientY - down.y];
    down.moved ||= Math.hypot(dx, dy) > TAP_PX;
    if (!down.moved) return;
    const pitch = MathUtils.clamp(down.from.pitchRad + dy * DRAG_RAD_PER_PX, -MAX_PITCH_RAD, MAX_PITCH_RAD);
    asked.look(down.from.yawRad + dx * DRAG_RAD_PER_PX, pitch);
  });
  on("pointerup", (event) => {
    if (event.pointerId !== down?.id) return;
    const tapped = !down.moved && event.timeStamp - down.time < TAP_MS;
    down = null;
    if (tapped) asked.tap(pickAt(canvas, asked, event));
  });
  on("pointercancel", () => void (down = null));
  on("pointerleave", () => asked.hover(null));
}

const ray = new Vector3();

function pickAt(canvas: HTMLCanvasElement, { hall, camera }: Asked, { clientX, clientY }: MouseEvent): Picked {
  const box = canvas.getBoundingClientRect();
  ray.set(((clientX - box.left) / box.width) * 2 - 1, 1 - ((clientY - box.top) / box.height) * 2, 0.5).unproject(camera);
  const eye = camera.position;
  ray.sub(eye).normalize();
  return pick(hall, [eye.x, eye.y, eye.z], [ray.x, ray.y, ray.z]);
}

function skuOf(picked: Picked): string | null {
  return picked && "sku" in picked ? picked.sku : null;
}
