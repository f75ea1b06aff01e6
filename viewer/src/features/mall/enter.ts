/** The hall's page put together: list, chat, card and link at once; the 3D hall where the device can draw it. */
import type { ProductCard } from "../../contract";
import { runLoop, type Feature } from "../../loop";
import type { Page } from "../../page";
import { canDraw } from "../../stage/stage";
import type { State } from "../../state";
import { element } from "./element";
import { groundOf } from "./ground";
import { startInvite } from "./invite";
import { layOut } from "./layout";
import { startLooking } from "./looking";
import { createMallState, entranceOf, errandTo, type Mall } from "./mall";
import { startPanels } from "./panels";
import { createVisit } from "./stay";
import { startTalk } from "./talk";
import { startTold } from "./told";
import { startTwin } from "./twin";
import { createView } from "./view";

interface HallData {
  code: string;
  cards: ProductCard[];
  /** The product that one came from, "" for none. */
  sku: string;
}

const BESIDE_M = 1.9;

export function startHall(page: Page): void {
  const { code, cards: list, sku } = page.data<HallData>();
  const cards = new Map(list.map((card) => [card.sku, card]));
  const hall = layOut(list);
  const spots = new Map(hall.spots.map((spot) => [spot.sku, spot]));
  const ground = groundOf(hall);
  const state = createMallState();
  const lookAt = (wanted: string): void => {
    const spot = spots.get(wanted);
    state.set({ looking: wanted, ...(spot ? { errand: errandTo(spot) } : {}) });
  };
  const visit = createVisit(page, code, state, (back) => {
    state.set({ stance: back ?? entranceOf(state.value.friends.size - 1, ground) });
    element("view").focus({ preventScroll: true });
    if (!back && cards.has(sku)) lookAt(sku);
  });
  startPanels();
  startTwin(page, state, cards, { lookAt, goTo: (id) => goTo(state, id) });
  startTalk(page, state, visit.send);
  startLooking(page, state, cards, visit.send);
  startInvite(page, code, state);
  startTold(page, state, visit.leave);
  reloadWithShelves(state);
  runHall(page, visit.drain, () =>
    createView({ page, canvas: element<HTMLCanvasElement>("view"), hall, cards, state, send: visit.send, lookAt }),
  );
  visit.start();
}

/** Other products stand here when the layout's version changes: the page loads anew, and that brings one back in. */
function reloadWithShelves(state: State<Mall>): void {
  let shelves = "";
  state.watch("layoutVersion", (version) => {
    if (shelves && version && version !== shelves) location.reload();
    shelves ||= version;
  });
}

/** Runs what must run everywhere, and the 3D hall after it where it can be drawn. */
function runHall(page: Page, drain: Feature, view: () => ReturnType<typeof createView>): void {
  const canvas = element("view");
  if (canDraw()) {
    canvas.hidden = false;
    const { stage, features } = view();
    runLoop(stage.renderer, [drain, ...features]);
    return;
  }
  const note = element("hint");
  note.textContent = page.t("mall.no_view");
  note.hidden = false;
  const frame = (time: number): void => {
    drain.update(time, null);
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
