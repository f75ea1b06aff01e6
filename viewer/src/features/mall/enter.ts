/** The hall's page put together: list, chat, card and link at once; the 3D hall where the device can draw; the room when one joins. */
import type { ClientMessage, ProductCard } from "../../contract";
import { runLoop, type Feature } from "../../loop";
import type { Page } from "../../page";
import { openMall, type MallSocket } from "../../socket";
import { canDraw } from "../../stage/stage";
import type { State } from "../../state";
import { element } from "./element";
import { startInvite } from "./invite";
import { createJoinCard } from "./join";
import { layOut } from "./layout";
import { startLooking } from "./looking";
import { createMallState, drain, ENTRANCE, entranceOf, errandTo, type Mall } from "./mall";
import { startPanels } from "./panels";
import { startTalk } from "./talk";
import { startTold } from "./told";
import { startTwin } from "./twin";
import { createView } from "./view";
import { rememberedStay, rememberedVisitor, rememberStay, type Visitor } from "./visitor";
import type { Stance } from "./walk";

interface HallData {
  code: string;
  cards: ProductCard[];
  /** The product that one came from, "" for none. */
  sku: string;
}

const BESIDE_M = 1.3;

export function startHall(page: Page): void {
  const { code, cards: list, sku } = page.data<HallData>();
  const cards = new Map(list.map((card) => [card.sku, card]));
  const hall = layOut(list);
  const spots = new Map(hall.spots.map((spot) => [spot.sku, spot]));
  const state = createMallState();
  let socket: MallSocket | null = null;
  let arrive: (() => void) | null = null; // what is still to do when the room lets me in; nothing when it lets me in again
  const send = (message: ClientMessage): boolean => socket?.send(message) ?? false;
  const lookAt = (wanted: string): void => {
    const spot = spots.get(wanted);
    state.set({ looking: wanted, ...(spot ? { errand: errandTo(spot) } : {}) });
  };
  const join = createJoinCard(page, code, (visitor) => enter(visitor, null));
  const enter = (visitor: Visitor, back: Stance | null): void => {
    join.hide();
    socket?.close();
    socket = openMall({ code, join: { type: "join", ...visitor }, onLink: (link) => state.set({ link }) });
    state.set({ link: socket.link });
    arrive = () => {
      state.set({ stance: back ?? entranceOf(state.value.friends.size - 1) });
      element("content").dataset["joined"] = "yes";
      element("view").focus({ preventScroll: true });
      if (!back && cards.has(sku)) lookAt(sku);
    };
  };
  const leave = (told?: { words: string; full: boolean }): void => {
    socket?.close();
    socket = null;
    rememberStay(code, null);
    state.set({ you: null, friends: new Map(), lines: [], looking: null, errand: null, link: "closed", problem: null, stance: ENTRANCE });
    element("content").dataset["joined"] = "no";
    join.show(told);
  };

  state.watch("you", (you) => {
    if (!you) return;
    arrive?.();
    arrive = null;
  });
  startPanels();
  startTwin(page, state, cards, { lookAt, goTo: (id) => goTo(state, id) });
  startTalk(page, state, send);
  startLooking(page, state, cards, send);
  startInvite(page, code, state);
  startTold(page, state, leave);
  element("leave").addEventListener("click", () => leave());
  addEventListener("pagehide", () => {
    rememberStay(code, state.value.you ? state.value.stance : null);
    socket?.close();
  });
  runHall(page, [{ update: () => drain(() => socket, state), dispose: () => socket?.close() }], () =>
    createView({ page, canvas: element<HTMLCanvasElement>("view"), hall, cards, state, send, lookAt }),
  );
  const [visitor, stay] = [rememberedVisitor(), rememberedStay(code)];
  if (visitor && stay) enter(visitor, stay);
  else join.show();
}

/** Runs what must run everywhere, and the 3D hall after it where it can be drawn. */
function runHall(page: Page, always: readonly Feature[], view: () => ReturnType<typeof createView>): void {
  const canvas = element("view");
  if (canDraw()) {
    canvas.hidden = false;
    const { stage, features } = view();
    runLoop(stage.renderer, [...always, ...features]);
    return;
  }
  const note = element("hint");
  note.textContent = page.t("mall.no_view");
  note.hidden = false;
  const frame = (time: number): void => {
    for (const feature of always) feature.update(time, null);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Walks up to a friend and looks at them. */
function goTo(state: State<Mall>, id: string): void {
  const pose = state.value.poses.members.find((member) => member.id === id);
  if (!pose) return;
  const { stance } = state.value;
  const [x, , z] = pose.position;
  const away = Math.hypot(stance.x - x, stance.z - z) || 1;
  const share = Math.min(1, BESIDE_M / away);
  state.set({ errand: { to: { x: x + (stance.x - x) * share, z: z + (stance.z - z) * share }, lookAt: { x, z, y: 1.5 } } });
}
