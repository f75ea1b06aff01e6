/** What the mall's features meet in: what was heard of the room, and what I do in it. */
import type { Link } from "../../socket";
import { createState, type State } from "../../state";
import type { Spot } from "./layout";
import { isFree, type Ground, type Point } from "./route";
import { OUTSIDE, type Heard } from "./visit";
import type { Stance } from "./walk";

export interface Mall extends Heard {
  readonly link: Link;
  /** The product I look at. */
  readonly looking: string | null;
  /** Where I stand and look. */
  readonly stance: Stance;
  /** Where I asked to go; whoever can walk takes it from there. */
  readonly errand: Errand | null;
}

export interface Errand {
  readonly to: Point;
  /** What to look at from there; null looks on as before. */
  readonly lookAt: (Point & { readonly y: number }) | null;
}

/** To where a product is seen best, looking at its middle. */
export function errandTo({ view, x, y, z, on, size }: Spot): Errand {
  return { to: view, lookAt: { x, z, y: on === "wall" ? y : y + size[1] / 2 } };
}

const GOLDEN_RAD = 2.399963; // turned by this, neighbours on a spiral never line up
const APART_M = 0.55;
const TURNS = 600;

export const ENTRANCE: Stance = { x: 0, z: 0.8, yawRad: 0, pitchRad: -0.05 };

export function createMallState(): State<Mall> {
  return createState<Mall>({ ...OUTSIDE, link: "closed", looking: null, stance: ENTRANCE, errand: null });
}

/** Where the next one who comes in stands: on a spiral before the door, nobody in another or in a pedestal. */
export function entranceOf(inside: number, ground: Ground): Stance {
  let before = inside;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const [angle, away] = [turn * GOLDEN_RAD, APART_M * Math.sqrt(turn)];
    const stance = { ...ENTRANCE, x: away * Math.sin(angle), z: ENTRANCE.z - away * Math.cos(angle) };
    if (isFree(ground, stance) && before-- === 0) return stance;
  }
  return ENTRANCE;
}
