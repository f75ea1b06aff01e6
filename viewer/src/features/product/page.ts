/** One product: its model on a stage, its size drawn in, its evidence one tap away. */
import "./page.css";
import type { ProductDetail } from "../../contract";
import { lengthText } from "../../i18n/size";
import type { Page } from "../../page";
import type { Showing } from "../../showing";
import { boxWithLines, createDimensions, type Dimensions } from "../../stage/dimensions/draw";
import { createGroundShadow, type GroundShadow } from "../../stage/ground";
import { loadModel, type Model } from "../../stage/model";
import { createOrbit } from "../../stage/orbit";
import { findTint, nearestShade } from "../../stage/tint";
import { canDraw, createStage, type Stage } from "../../stage/stage";
import { startShades, startVariants } from "./swatches";
import { startTools } from "./tools";
import { findCurtain, type Curtain } from "./curtain";

const MARGIN_PX = 44; // room for a figure beside its line

/** Brings the page to life; null when there is nothing to draw or no way to draw it. */
export function createShowing(page: Page): Showing | null {
  const { product } = page.data<{ product: ProductDetail }>();
  const canvas = document.querySelector<HTMLCanvasElement>("#view");
  const drawn = canvas !== null && product.model_url !== null && canDraw();
  const selected = startVariants(product);
  if (!drawn) {
    startShades(product, "", ({ color }) => document.querySelector<SVGElement>(".smear")?.style.setProperty("--chosen", color));
    return null;
  }
  const curtain = findCurtain(page);
  curtain.prepare();
  const stage = createStage(canvas);
  const orbit = createOrbit(stage, MARGIN_PX);
  let parts: Parts | null = null;

  const model = loadModel(product.model_url, curtain.progress).then(
    async (loaded) => {
      await dress(stage, loaded, selected.name);
      parts = show(page, product, stage, loaded);
      const home = (): void => orbit.frame(product.size_m ? boxWithLines(loaded.box) : loaded.box);
      home();
      startTools(parts.dimensions, home, product.size_m !== null);
      selected.onChange((name) => void dress(stage, loaded, name));
      wearShades(product, stage, loaded);
      rise(stage, curtain);
      return loaded;
    },
    (error: unknown) => {
      curtain.fail(error);
      return null;
    },
  );
  const visible = (shown: boolean): void => {
    if (parts?.ground) parts.ground.plane.visible = shown;
    parts?.dimensions.show(shown && parts.wanted());
  };
  return {
    product,
    stage,
    model,
    lend: () => visible(false),
    takeBack() {
      visible(true);
      void model.then((loaded) => loaded && orbit.frame(boxWithLines(loaded.box)));
    },
    update(time, frame) {
      orbit.update(time, frame);
      parts?.dimensions.update(time, frame);
    },
    dispose() {
      orbit.dispose();
      parts?.dimensions.dispose();
      parts?.ground?.dispose();
      void model.then((loaded) => loaded?.dispose());
    },
  };
}

interface Parts {
  dimensions: Dimensions;
  ground: GroundShadow | null;
  wanted(): boolean;
}

function show(page: Page, product: ProductDetail, stage: Stage, model: Model): Parts {
  stage.scene.add(model.root);
  const ground = product.attach === "wall" || product.attach === "ceiling" ? null : createGroundShadow(stage.renderer, model.box);
  if (ground) {
    ground.render(stage.scene, model.root);
    stage.scene.add(ground.plane);
  }
  const host = document.querySelector<HTMLElement>("#dimensions")!;
  const dimensions = createDimensions(stage, model.box, host, (metres) => {
    const { unit } = page.units.value;
    return `${lengthText(metres, unit)} ${unit}`;
  });
  page.units.watch("unit", dimensions.relabel);
  return { dimensions, ground, wanted: () => document.querySelector("#tool-size")?.getAttribute("aria-pressed") === "true" };
}

async function dress(stage: Stage, model: Model, name: string | null): Promise<void> {
  if (name !== null && model.variants.names.includes(name)) await model.variants.select(name);
  stage.invalidate();
}

/** The bullet takes the shade that is chosen; first the shade that is nearest to its own colour is. */
function wearShades(product: ProductDetail, stage: Stage, model: Model): void {
  const tint = findTint(model.root);
  if (!tint || product.shades.length === 0) return;
  const own = tint.color;
  startShades(product, nearestShade(product.shades, own)?.id ?? "", ({ color, finish }) => {
    tint.wear(color, finish);
    stage.invalidate();
  });
}

/** Lifts the poster once the first picture of the model is drawn. */
function rise(stage: Stage, curtain: Curtain): void {
  let risen = false;
  stage.onDraw(() => {
    if (!risen) curtain.rise();
    risen = true;
  });
  stage.invalidate();
}
