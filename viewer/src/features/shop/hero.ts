/** The shop's first sight: real models at true size, standing together; posters stand in until they are there. */
import { Box3, Group, MathUtils, Vector3 } from "three";
import type { ProductCard } from "../../contract";
import { runLoop } from "../../loop";
import type { Page } from "../../page";
import { fitPoints, normalized, type Triple } from "../../stage/framing";
import { createGroundShadow } from "../../stage/ground";
import { loadModel, type Model } from "../../stage/model";
import { canDraw, createStage, type Stage } from "../../stage/stage";
import { arrange, type Arrangement, type Stood } from "./arrange";
import { addPins } from "./pins";
import { drawRoom } from "./room-lines";

const TOWARD: Triple = normalized([0, 0.2, 1]);
const SWAY_RAD = MathUtils.degToRad(4);
const FILL = [0.93, 0.9] as const;
const ROOMY_PX = 700;

export function startHero(page: Page, cards: readonly ProductCard[]): void {
  const canvas = document.querySelector<HTMLCanvasElement>("#hero-view");
  const arrangement = arrange(cards, (canvas?.parentElement?.clientWidth ?? 0) > ROOMY_PX);
  const thrifty = matchMedia("(prefers-reduced-data: reduce)").matches;
  if (!canvas || arrangement.stood.length < 2 || thrifty || !canDraw()) return;
  const chosen = arrangement.stood.flatMap((place) => cards.filter(({ sku }) => sku === place.sku).map((card) => ({ place, card })));
  canvas.hidden = false;
  canvas.ariaLabel = page.t("shop.scene", { names: chosen.map(({ card }) => card.title[page.lang]).join(", ") });
  void Promise.allSettled(chosen.map(({ card }) => loadModel(card.model_url ?? ""))).then((loaded) => {
    const models = loaded.flatMap((entry, index) => {
      const part = chosen[index];
      return entry.status === "fulfilled" && part ? [{ ...part, model: entry.value }] : [];
    });
    if (models.length < 2) canvas.hidden = true;
    else show(page, canvas, models, arrangement);
  });
}

/** A product in the set: where it stands and its model. */
export interface Standing {
  place: Stood;
  card: ProductCard;
  model: Model;
}

function show(page: Page, canvas: HTMLCanvasElement, models: readonly Standing[], arrangement: Arrangement): void {
  const stage = createStage(canvas);
  const set = new Group();
  for (const { place, model } of models) set.add(stand(model, place));
  stage.scene.add(set);
  const box = new Box3().setFromObject(set);
  box.min.y += rugHeight(models);
  const ground = createGroundShadow(stage.renderer, box);
  ground.render(stage.scene, set);
  stage.scene.add(ground.plane);
  const sway = startSway(stage, set);
  const lines = drawRoom(page, stage, arrangement);
  const pins = addPins(page, stage, models);
  stage.onDraw(() => {
    pins();
    document.querySelector<HTMLElement>("#hero")!.dataset["ready"] = "";
  });
  const dispose = (): void => {
    ground.dispose();
    lines.dispose();
  };
  runLoop(stage.renderer, [{ update: sway, dispose }, stage.draw]);
}

/** Shadows fall on the rug, not under it, and the rug itself casts none. */
function rugHeight(models: readonly Standing[]): number {
  return Math.max(0, ...models.filter(({ card }) => card.kind === "rug").map(({ model }) => model.size.y + 0.004));
}

/** A group at the place, the model's bottom middle at its origin. */
function stand(model: Model, { x, y, z, yawRad }: Stood): Group {
  const group = new Group();
  const middle = model.box.getCenter(new Vector3());
  model.root.position.set(-middle.x, -model.box.min.y, -middle.z);
  group.add(model.root);
  group.position.set(x, y, z);
  group.rotation.y = yawRad;
  return group;
}

/** The camera leans a little to where the pointer is; it stands still with reduced motion and on touch. */
function startSway(stage: Stage, set: Group): () => void {
  const still = matchMedia("(prefers-reduced-motion: reduce), (hover: none)").matches;
  const points = set.children.flatMap(cornersOf);
  let [wanted, turned, aspect] = [0, Number.NaN, 0];
  if (!still) {
    stage.canvas.closest("#hero")?.addEventListener("pointermove", (event) => {
      wanted = ((event as PointerEvent).clientX / window.innerWidth - 0.5) * 2 * SWAY_RAD;
    });
  }
  return () => {
    const eased = Number.isNaN(turned) ? wanted : MathUtils.lerp(turned, wanted, 0.06);
    if (Math.abs(eased - turned) < 1e-4 && aspect === stage.camera.aspect) return;
    [turned, aspect] = [eased, stage.camera.aspect];
    const { distance, target } = fitPoints(points, TOWARD, { fovYRad: MathUtils.degToRad(stage.camera.fov), aspect }, FILL);
    const [x, y, z] = TOWARD;
    const toward = new Vector3(x * Math.cos(eased) + z * Math.sin(eased), y, z * Math.cos(eased) - x * Math.sin(eased));
    const middle = new Vector3(...target);
    stage.camera.position.copy(middle).addScaledVector(toward, distance);
    stage.camera.lookAt(middle);
    stage.invalidate();
  };
}

/** The corners of the box round one product as it stands. */
function cornersOf(product: Group["children"][number]): Triple[] {
  const { min, max } = new Box3().setFromObject(product);
  return [min.x, max.x].flatMap((x) => [min.y, max.y].flatMap((y) => [min.z, max.z].map((z): Triple => [x, y, z])));
}
