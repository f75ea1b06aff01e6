/** Moves me: by keys at once, by errands along a way round things; tells the room where I am, ten to twenty times a second. */
import type { PerspectiveCamera } from "three";
import type { ClientMessage } from "../../contract";
import type { Feature } from "../../loop";
import type { State } from "../../state";
import { groundOf } from "./ground";
import type { Hall } from "./layout";
import type { Errand, Mall } from "./mall";
import { findRoute, type Point } from "./route";
import { arrived, EYE_M, step, travel, type Journey, type Stance, type Wish } from "./walk";

const TELL_MS = 66;

export interface Stroll {
  hall: Hall;
  camera: PerspectiveCamera;
  state: State<Mall>;
  wish(): Wish;
  send(message: ClientMessage): boolean;
  /** No motion of its own: errands end at once. */
  still: boolean;
  onMove(): void;
}

export function createStroll({ hall, camera, state, wish, send, still, onMove }: Stroll): Feature {
  const ground = groundOf(hall);
  let journey: Journey | null = null;
  let last = Number.NaN;
  let told = { time: 0, stance: null as Stance | null, you: null as string | null };
  const stop = state.watch("errand", (errand) => {
    if (!errand) return;
    const { stance } = state.value;
    const points = findRoute(ground, stance, errand.to);
    journey = { points, facing: facing(points.at(-1) ?? stance, errand) };
    if (still) {
      state.set({ stance: arrived(stance, journey) });
      journey = null;
    }
  });
  return {
    update(time) {
      const seconds = Number.isNaN(last) ? 0 : (time - last) / 1000;
      last = time;
      const asked = wish();
      let { stance } = state.value;
      if (asked.ahead || asked.right || asked.turnLeft) {
        journey = null;
        stance = step(ground, stance, asked, seconds);
      } else if (journey) {
        ({ at: stance, left: journey } = travel(stance, journey, seconds));
      }
      if (stance !== state.value.stance) state.set({ stance });
      if (place(camera, stance)) onMove();
      const { you } = state.value;
      if (!you || (you === told.you && (stance === told.stance || time - told.time < TELL_MS))) return;
      if (send({ type: "pose", position: [stance.x, 0, stance.z], yaw_rad: stance.yawRad })) told = { time, stance, you };
    },
    dispose: stop,
  };
}

/** How to look from one place at another. */
function facing(from: Point, { lookAt }: Errand): Journey["facing"] {
  if (!lookAt) return null;
  const away = Math.hypot(lookAt.x - from.x, lookAt.z - from.z);
  return { yawRad: Math.atan2(from.x - lookAt.x, from.z - lookAt.z), pitchRad: Math.atan2(lookAt.y - EYE_M, Math.max(0.6, away)) };
}

/** Puts the camera there; true when it was elsewhere. */
function place(camera: PerspectiveCamera, { x, z, yawRad, pitchRad }: Stance): boolean {
  const { position, rotation } = camera;
  if (position.x === x && position.z === z && rotation.y === yawRad && rotation.x === pitchRad) return false;
  position.set(x, EYE_M, z);
  rotation.set(pitchRad, yawRad, 0, "YXZ");
  return true;
}
