/** The shop's first sight: real models at true size, standing together; posters stand in until they are there. */
import { Box3, Group, MathUtils, Vector3 } from "three";
import type { ProductCard } from "../../contract";
import { runLoop } from "../../loop";
import type { Page } from "../../page";
import { fitDistance, normalized, type Triple } from "../../stage/framing";
import { createGroundShadow } from "../../stage/ground";
import { loadModel, type Model } from "../../stage/model";
import { canDraw, createStage, type Stage } from "../../stage/stage";
import { pageUrl } from "../../api";
import { arrange, type Stood } from "./arrange";

const TOWARD: Triple = normalized([0.16, 0.17, 1]);
const SWAY_RAD = MathUtils.degToRad(5);
const LOOK_UP = 0.05; // share of the set's height by which the camera looks higher
const ASIDE = 0.13; // share of the set's width by which it stands right of the words on a wide stage
const WIDE = 1.6;

export function startHero(page: Page, cards: readonly ProductCard[]): void {
  const canvas = document.querySelector<HTMLCanvasElement>("#hero-view");
  const stood = arrange(cards);
  const thrifty = matchMedia("(prefers-reduced-data: reduce)").matches;
  if (!canvas || stood.length < 2 || thrifty || !canDraw()) return;
  const chosen = stood.flatMap((place) => cards.filter(({ sku }) => sku === place.sku).map((card) => ({ place, card })));
  canvas.hidden = false;
  canvas.ariaLabel = page.t("shop.scene", { names: chosen.map(({ card }) => card.title[page.lang]).join(", ") });
  void Promise.allSettled(chosen.map(({ card }) => loadModel(card.model_url ?? ""))).then((loaded) => {
    const models = loaded.flatMap((entry, index) => {
      const part = chosen[index];
      return entry.status === "fulfilled" && part ? [{ ...part, model: entry.value }] : [];
    });
    if (models.length < 2) canvas.hidden = true;
    else show(page, canvas, models);
  });
}

interface Standing {
  place: Stood;
  card: ProductCard;
  model: Model;
}

function show(page: Page, canvas: HTMLCanvasElement, models: readonly Standing[]): void {
  const stage = createStage(canvas);
  const set = new Group();
  for (const { place, model } of models) set.add(stand(model, place));
  stage.scene.add(set);
  const box = new Box3().setFromObject(set);
  const ground = createGroundShadow(stage.renderer, box);
  ground.render(stage.scene, set);
  stage.scene.add(ground.plane);
  const sway = startSway(stage, box);
  const pins = addPins(page, stage, models);
  stage.onDraw(() => {
    pins();
    document.querySelector<HTMLElement>("#hero")!.dataset["ready"] = "";
  });
  runLoop(stage.renderer, [{ update: sway, dispose: () => ground.dispose() }, stage.draw]);
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
function startSway(stage: Stage, box: Box3): () => void {
  const still = matchMedia("(prefers-reduced-motion: reduce), (hover: none)").matches;
  const middle = box.getCenter(new Vector3());
  const target = middle.clone();
  const size = box.getSize(new Vector3());
  target.y += size.y * LOOK_UP;
  let [wanted, turned, aspect] = [0, Number.NaN, 0];
  if (!still) {
    stage.canvas.parentElement?.addEventListener("pointermove", ({ clientX }) => {
      wanted = (clientX / window.innerWidth - 0.5) * 2 * SWAY_RAD;
    });
  }
  return () => {
    const eased = Number.isNaN(turned) ? wanted : MathUtils.lerp(turned, wanted, 0.06);
    if (Math.abs(eased - turned) < 1e-4 && aspect === stage.camera.aspect) return;
    [turned, aspect] = [eased, stage.camera.aspect];
    const view = { fovYRad: MathUtils.degToRad(stage.camera.fov), aspect };
    const distance = fitDistance([size.x, size.y * (1 + LOOK_UP * 2), size.z], TOWARD, view, [0.94, 0.96]);
    const [x, y, z] = TOWARD;
    target.x = middle.x - (aspect > WIDE ? size.x * ASIDE : 0);
    const toward = new Vector3(x * Math.cos(eased) + z * Math.sin(eased), y, z * Math.cos(eased) - x * Math.sin(eased));
    stage.camera.position.copy(target).addScaledVector(toward, distance);
    stage.camera.lookAt(target);
    stage.invalidate();
  };
}

/** Where a product is free of the others: a rug at its front corner, what is wide at its left. */
function pinOf(kind: string, { x, y, z }: Stood, [width, height, depth]: Triple): Triple {
  if (kind === "rug") return [x + width * 0.4, y + height, z + depth * 0.42];
  if (kind === "table") return [x - width * 0.36, y + height, z];
  return kind === "sofa" ? [x - width * 0.3, y + height * 0.75, z] : [x, y + height * 0.55, z];
}

/** A dot on every product leads to it; the names appear on hover and focus. */
function addPins(page: Page, stage: Stage, models: readonly Standing[]): () => void {
  const list = document.querySelector<HTMLElement>("#hero-pins")!;
  list.hidden = false;
  const spots = models.map(({ place, card, model }) => {
    const link = document.createElement("a");
    link.href = pageUrl.product(card.sku);
    const name = document.createElement("span");
    name.textContent = card.title[page.lang];
    link.append(name);
    list.appendChild(document.createElement("li")).append(link);
    return { link, at: new Vector3(...pinOf(card.kind, place, model.size.toArray())) };
  });
  const seen = new Vector3();
  return () => {
    for (const { link, at } of spots) {
      seen.copy(at).project(stage.camera);
      const [x, y] = [((seen.x + 1) / 2) * stage.size.width, ((1 - seen.y) / 2) * stage.size.height];
      link.style.transform = `translate(-50%, -50%) translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    }
  };
}
