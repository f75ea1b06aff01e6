/** The planner: a photo of a room, one known length, and furniture that stands in it at true size. */
import "./page.css";
import { placeProduct, sampleRooms } from "../../api";
import type { ProductCard } from "../../contract";
import type { Page } from "../../page";
import { createAnswer } from "./answer";
import { createAsking } from "./asking";
import { element } from "./find";
import { startFloor } from "./floor";
import { closePhoto } from "./photo";
import { createPicture } from "./picture";
import { canPlace, createPlan, FIRST_SPOT, placeForm, turned, type Photo, type Spot } from "./planning";
import { startScale } from "./scale";
import { matchSample, startSources } from "./sources";
import { startTools } from "./tools";
import { startTray } from "./tray";
import { isStrayTap } from "./words";

interface RoomData {
  cards: ProductCard[];
  chosen: string;
}

const TURN_WAIT_MS = 250;

export async function start(page: Page): Promise<void> {
  const { cards, chosen } = page.data<RoomData>();
  const plan = createPlan(cards.find((card) => card.sku === chosen) ?? null, Number(element<HTMLInputElement>("side").value));
  const picture = createPicture(() => page.units.value.unit);
  const answer = createAnswer(page, plan);
  const scene = element("scene");
  let count = 0;
  let stood: Spot | null = null;

  const asking = createAsking(async () => {
    const asked = plan.value;
    if (!canPlace(asked)) return;
    plan.set({ drawing: true });
    try {
      const placed = await placeProduct(placeForm(asked));
      if (plan.value.photo !== asked.photo) return;
      answer.trouble(null);
      plan.set({ placed });
      await picture.draw(placed);
      stood = asked.spot;
      scene.dataset["placed"] = String((count += 1));
    } catch (error) {
      if (plan.value.photo !== asked.photo) return;
      answer.trouble(error);
      if (isStrayTap(error) && stood) plan.set({ spot: stood });
      else {
        picture.clear();
        plan.set({ placed: null });
      }
    } finally {
      plan.set({ drawing: false });
    }
  });

  const again = (): void => void (plan.value.placed && asking.ask());
  const turn = (by_deg: number): void => {
    plan.set({ yaw_deg: turned(plan.value.yaw_deg, by_deg) });
    if (plan.value.placed) asking.ask(TURN_WAIT_MS);
  };
  const show = (photo: Photo): void => {
    asking.drop();
    answer.trouble(null);
    closePhoto(plan.value.photo);
    stood = null;
    plan.set({ photo, agreed: false, placed: null, spot: FIRST_SPOT, yaw_deg: 0 });
    picture.show(photo);
  };
  const rooms = (await sampleRooms().catch(() => ({ rooms: [] }))).rooms;
  startFloor(page, plan, { place: (wait_ms) => canPlace(plan.value) && asking.ask(wait_ms), turn });
  startTray(page, plan, cards, again);
  startTools(plan, picture, turn);
  startScale(page, plan, () => {
    const stood = plan.value.placed !== null;
    matchSample(plan, rooms, show);
    if (stood) asking.ask();
  });
  startSources(page, plan, rooms, show);
  page.units.watch("unit", picture.redraw);
}
