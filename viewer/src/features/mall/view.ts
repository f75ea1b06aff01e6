/** The hall in 3D: built from the catalogue, walked through, full of people. */
import { Mesh, MeshBasicMaterial, RingGeometry } from "three";
import type { ClientMessage, ProductCard } from "../../contract";
import type { Feature } from "../../loop";
import type { Page } from "../../page";
import { createStage, type Stage } from "../../stage/stage";
import type { State } from "../../state";
import { createCrowd } from "./crowd";
import { createCards } from "./hall/cards";
import { createExhibits } from "./hall/exhibits";
import { DAY, EVENING } from "./hall/palette";
import { createShell } from "./hall/shell";
import type { Hall } from "./layout";
import type { Mall } from "./mall";
import { chooseQuality, readDevice } from "./quality";
import { createHands } from "./steer";
import { createStroll } from "./stroll";

const [WIDE_FOV_DEG, TALL_FOV_DEG] = [54, 70];
const MARK_M = 0.16;

export interface ViewWish {
  page: Page;
  canvas: HTMLCanvasElement;
  hall: Hall;
  cards: ReadonlyMap<string, ProductCard>;
  state: State<Mall>;
  send(message: ClientMessage): boolean;
  lookAt(sku: string): void;
}

/** The stage and its features in their order. */
export function createView({ page, canvas, hall, cards, state, send, lookAt }: ViewWish): { stage: Stage; features: readonly Feature[] } {
  const quality = chooseQuality(readDevice(canvas));
  const palette = matchMedia("(prefers-color-scheme: dark)").matches ? EVENING : DAY;
  const stage = createStage(canvas, quality);
  stage.scene.environmentIntensity = palette.environment;
  stage.camera.near = 0.06;
  const changed = (): void => stage.invalidate();
  const shell = createShell(hall, palette);
  const signs = createCards(hall.spots, cards, page.lang, palette, changed);
  const mark = createMark(stage, state);
  stage.scene.add(shell.root, signs.root, mark.mesh);
  const hands = createHands(canvas, {
    hall,
    camera: stage.camera,
    stance: () => state.value.stance,
    look: (yawRad, pitchRad) => state.set({ stance: { ...state.value.stance, yawRad, pitchRad } }),
    tap(picked) {
      if (picked && "sku" in picked) lookAt(picked.sku);
      else if (picked) state.set({ errand: { to: picked.floor, lookAt: null } });
    },
    hover(sku) {
      canvas.style.cursor = sku ? "pointer" : "";
      canvas.title = (sku && cards.get(sku)?.title[page.lang]) || "";
    },
  });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const titles = new Map([...cards].map(([sku, card]) => [sku, card.title[page.lang]]));
  return {
    stage,
    features: [
      createStroll({ hall, camera: stage.camera, state, wish: hands.wish, send, still, onMove: changed }),
      createLens(stage),
      createExhibits(stage, hall.spots, cards, palette, quality.budget),
      createCrowd(page, stage, state, titles),
      { update: mark.update, dispose: () => [shell, signs, mark, hands].forEach((thing) => thing.dispose()) },
      stage.draw,
    ],
  };
}

/** A tall picture shows more above and below, so that it is not a keyhole. */
function createLens({ camera, invalidate }: Stage): Feature {
  return {
    update() {
      const fov = camera.aspect > 1 ? WIDE_FOV_DEG : TALL_FOV_DEG;
      if (camera.fov === fov) return;
      camera.fov = fov;
      camera.updateProjectionMatrix();
      invalidate();
    },
    dispose() {},
  };
}

/** A ring on the floor where I asked to go, until I am there. */
function createMark(stage: Stage, state: State<Mall>): { mesh: Mesh; update(): void; dispose(): void } {
  const [geometry, material] = [new RingGeometry(MARK_M * 0.72, MARK_M, 40), new MeshBasicMaterial({ color: "#b93a17", toneMapped: false })];
  const mesh = new Mesh(geometry.rotateX(-Math.PI / 2), material);
  mesh.visible = false;
  mesh.renderOrder = 3;
  const stop = state.watch("errand", (errand) => {
    mesh.visible = errand !== null && errand.lookAt === null;
    if (errand) mesh.position.set(errand.to.x, 0.018, errand.to.z);
    stage.invalidate();
  });
  return {
    mesh,
    update() {
      const { stance } = state.value;
      if (!mesh.visible || Math.hypot(stance.x - mesh.position.x, stance.z - mesh.position.z) > 0.3) return;
      mesh.visible = false;
      stage.invalidate();
    },
    dispose() {
      stop();
      geometry.dispose();
      material.dispose();
    },
  };
}
