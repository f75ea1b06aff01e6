/** My stay in a room: coming in by the card or after a reload, speaking, and leaving without a trace. */
import type { ClientMessage } from "../../contract";
import type { Feature } from "../../loop";
import type { Page } from "../../page";
import { openMall, type MallSocket } from "../../socket";
import type { State } from "../../state";
import { element } from "./element";
import { createJoinCard } from "./join";
import { ENTRANCE, type Mall } from "./mall";
import { OUTSIDE, receive } from "./visit";
import { rememberedStay, rememberedVisitor, rememberStay, type Visitor } from "./visitor";
import type { Stance } from "./walk";

export interface Visit {
  /** First in the loop: takes in what arrived since the last frame. */
  readonly drain: Feature;
  send(message: ClientMessage): boolean;
  leave(told?: { words: string; full: boolean }): void;
  /** Comes back in after a reload, else asks for a name. */
  start(): void;
}

/** `onIn` hears once when the room lets me in, with where I was before a reload; not when a lost line comes back. */
export function createVisit(page: Page, code: string, state: State<Mall>, onIn: (back: Stance | null) => void): Visit {
  let socket: MallSocket | null = null;
  let arrive: (() => void) | null = null;
  const enter = (visitor: Visitor, back: Stance | null): void => {
    join.hide();
    socket?.close();
    arrive = () => onIn(back);
    socket = openMall({ code, join: { type: "join", ...visitor }, onLink: (link) => state.set({ link }) });
    state.set({ link: socket.link });
  };
  const join = createJoinCard(page, code, (visitor) => enter(visitor, null));
  state.watch("you", (you) => {
    element("content").dataset["joined"] = you ? "yes" : "no";
    if (you) arrive?.();
    if (you) arrive = null;
  });
  const leave = (told?: { words: string; full: boolean }): void => {
    socket?.close();
    socket = null;
    rememberStay(code, null);
    state.set({ ...OUTSIDE, link: "closed", looking: null, errand: null, stance: ENTRANCE });
    join.show(told);
  };
  element("leave").addEventListener("click", () => leave());
  addEventListener("pagehide", () => {
    rememberStay(code, state.value.you ? state.value.stance : null);
    socket?.close();
  });
  return {
    drain: {
      update() {
        for (const { message } of socket?.drain() ?? []) state.set(receive(state.value, message));
      },
      dispose: () => socket?.close(),
    },
    send: (message) => socket?.send(message) ?? false,
    leave,
    start() {
      const [visitor, stay] = [rememberedVisitor(), rememberedStay(code)];
      if (visitor && stay) enter(visitor, stay);
      else join.show();
    },
  };
}
