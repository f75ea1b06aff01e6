/** The products in their spots: a poster at once, the model when one is near enough, its shadow with it. */
import {
  Box3, BoxGeometry, EdgesGeometry, Group, LineBasicMaterial, LineSegments, Mesh, MeshBasicMaterial, PlaneGeometry,
  SRGBColorSpace, Texture, Vector3, type Object3D,
} from "three";
import type { ProductCard } from "../../../contract";
import type { Feature } from "../../../loop";
import { createGroundShadow, type GroundShadow } from "../../../stage/ground";
import { loadModel, type Model } from "../../../stage/model";
import type { Stage } from "../../../stage/stage";
import type { Spot } from "../layout";
import { planLoads, type Budget, type Exhibit } from "../progress";
import { loadImage } from "./cards";
import type { Palette } from "./palette";

const PLAN_MS = 300;
const LIFT_M = 0.003; // a shadow lies this much above what it falls on
const POSTER_MARGIN = 0.09; // as posters are framed: of the side, all round
const [TURN_RAD, RAISE_RAD] = [Math.PI / 6, 0.244]; // from where a poster is taken

interface Shown {
  readonly spot: Spot;
  readonly card: ProductCard;
  readonly group: Group;
  state: Exhibit["state"];
  stand: { object: Object3D; dispose(): void } | null;
  model: Model | null;
  shadow: GroundShadow | null;
}

export function createExhibits(stage: Stage, spots: readonly Spot[], cards: ReadonlyMap<string, ProductCard>, palette: Palette, budget: Budget): Feature {
  const shown = spots.flatMap((spot): Shown[] => {
    const card = cards.get(spot.sku);
    return card ? [{ spot, card, group: groupAt(spot), state: card.model_url ? "poster" : "broken", stand: null, model: null, shadow: null }] : [];
  });
  const bySku = new Map(shown.map((exhibit) => [exhibit.spot.sku, exhibit]));
  let ended = false;
  for (const exhibit of shown) {
    stage.scene.add(exhibit.group);
    void standIn(exhibit);
  }

  async function standIn(exhibit: Shown): Promise<void> {
    const picture = exhibit.card.poster_url ? await loadImage(exhibit.card.poster_url).catch(() => null) : null;
    if (ended || exhibit.model || exhibit.stand) return;
    exhibit.stand = picture ? createPoster(picture, exhibit.spot) : createOutline(exhibit.spot, palette);
    exhibit.group.add(exhibit.stand.object);
    stage.invalidate();
  }
  async function fetchModel(exhibit: Shown): Promise<void> {
    exhibit.state = "loading";
    const model = await loadModel(exhibit.card.model_url ?? "").catch(() => null);
    if (!model || ended) {
      exhibit.state = "broken";
      model?.dispose();
      return;
    }
    clear(exhibit);
    exhibit.state = "shown";
    exhibit.model = model;
    exhibit.group.add(seated(model, exhibit.spot));
    exhibit.shadow = castShadow(stage, exhibit);
    stage.invalidate();
  }
  function clear(exhibit: Shown): void {
    exhibit.stand?.object.removeFromParent();
    exhibit.stand?.dispose();
    exhibit.model?.dispose();
    exhibit.shadow?.dispose();
    exhibit.stand = exhibit.model = exhibit.shadow = null;
  }
  let planned = Number.NEGATIVE_INFINITY;
  const seen = new Vector3();
  return {
    update(time) {
      if (time - planned < PLAN_MS) return;
      planned = time;
      stage.camera.getWorldPosition(seen);
      const plan = planLoads(shown.map(({ spot, state }) => ({ sku: spot.sku, state, distanceM: Math.hypot(spot.x - seen.x, spot.z - seen.z) })), budget);
      for (const sku of plan.fetch) void fetchModel(bySku.get(sku)!);
      for (const sku of plan.drop) {
        const exhibit = bySku.get(sku)!;
        clear(exhibit);
        exhibit.state = "poster";
        void standIn(exhibit);
      }
      stage.canvas.dataset["models"] = String(shown.filter(({ state }) => state === "shown").length);
    },
    dispose() {
      ended = true;
      for (const exhibit of shown) {
        clear(exhibit);
        exhibit.group.removeFromParent();
      }
    },
  };
}

function groupAt({ x, y, z, yawRad }: Spot): Group {
  const group = new Group();
  group.position.set(x, y, z);
  group.rotation.y = yawRad;
  return group;
}

/** The model with the middle of its footprint in the spot; on a wall, the middle of its back. */
function seated(model: Model, { on }: Spot): Object3D {
  const middle = model.box.getCenter(new Vector3());
  const { min } = model.box;
  model.root.position.set(-middle.x, on === "wall" ? -middle.y : -min.y, on === "wall" ? -min.z + 0.002 : -middle.z);
  return model.root;
}

/** What stands throws a soft shadow on what it stands on; what hangs has its own on the wall. */
function castShadow(stage: Stage, { group, spot }: Shown): GroundShadow | null {
  if (spot.on === "wall" || spot.size[1] < 0.05) return null;
  group.updateMatrixWorld(true);
  const shadow = createGroundShadow(stage.renderer, new Box3().setFromObject(group));
  shadow.render(stage.scene, group);
  shadow.plane.position.y = spot.y + LIFT_M;
  shadow.plane.renderOrder = 1;
  stage.scene.add(shadow.plane);
  return shadow;
}

/** The poster as a cut-out at true size; it stands where the model will. */
function createPoster(picture: HTMLImageElement, spot: Spot): { object: Object3D; dispose(): void } {
  const [width, height, depth] = spot.size;
  const across = width * Math.cos(TURN_RAD) + depth * Math.sin(TURN_RAD);
  const tall = spot.on === "wall" ? height : height * Math.cos(RAISE_RAD) + (width * Math.sin(TURN_RAD) + depth * Math.cos(TURN_RAD)) * Math.sin(RAISE_RAD);
  const side = Math.max(across, tall) / (1 - 2 * POSTER_MARGIN);
  const texture = new Texture(picture);
  texture.colorSpace = SRGBColorSpace;
  texture.needsUpdate = true;
  const material = new MeshBasicMaterial({ map: texture, transparent: true, alphaTest: 0.02, toneMapped: false });
  const geometry = new PlaneGeometry(side, side);
  const plane = new Mesh(geometry, material);
  plane.position.set(0, spot.on === "wall" ? 0 : tall / 2, spot.on === "wall" ? depth + 0.004 : 0);
  return { object: plane, dispose: () => [texture, material, geometry].forEach((thing) => thing.dispose()) };
}

/** Its true size in fine lines, where there is neither picture nor model yet. */
function createOutline(spot: Spot, palette: Palette): { object: Object3D; dispose(): void } {
  const box = new BoxGeometry(...spot.size);
  const [geometry, material] = [new EdgesGeometry(box), new LineBasicMaterial({ color: palette.card.soft, toneMapped: false })];
  box.dispose();
  const lines = new LineSegments(geometry, material);
  lines.position.set(0, spot.on === "wall" ? 0 : spot.size[1] / 2, spot.on === "wall" ? spot.size[2] / 2 : 0);
  return { object: lines, dispose: () => [geometry, material].forEach((thing) => thing.dispose()) };
}
