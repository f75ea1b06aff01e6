/** What the mall's features meet in: what was heard of the room, and what I do in it. */
import type { Link, MallSocket } from "../../socket";
import { createState, type State } from "../../state";
import type { Spot } from "./layout";
import type { Point } from "./route";
import { OUTSIDE, receive, type Heard } from "./visit";
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

export const ENTRANCE: Stance = { x: 0, z: 0.8, yawRad: 0, pitchRad: -0.05 };

export function createMallState(): State<Mall> {
  return createState<Mall>({ ...OUTSIDE, link: "closed", looking: null, stance: ENTRANCE, errand: null });
}

/** First in the loop: takes in what arrived since the last frame. */
export function drain(socket: () => MallSocket | null, state: State<Mall>): void {
  for (const { message } of socket()?.drain() ?? []) state.set(receive(state.value, message));
}

/** Where the next one who comes in stands, so that nobody stands in another: a spiral before the door. */
export function entranceOf(inside: number): Stance {
  const angle = inside * 2.399963; // the golden angle: neighbours never line up
  const away = 0.55 * Math.sqrt(inside);
  return { ...ENTRANCE, x: away * Math.sin(angle), z: ENTRANCE.z - away * 0.6 * Math.cos(angle) };
}
