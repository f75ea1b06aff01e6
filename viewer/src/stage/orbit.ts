/** Walking around a product: drag, wheel, pinch, and the keyboard (arrows turn, + and - come nearer, 0 resets). */
import { MathUtils, Vector3, type Box3 } from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import type { Feature } from "../loop";
import { fitDistance, THREE_QUARTER, type Triple } from "./framing";
import type { Stage } from "./stage";

const TURN_RAD = MathUtils.degToRad(12);
const NEARER = 0.88;
const LOWEST_RAD = MathUtils.degToRad(94); // a little below the horizon, never under the floor

export interface Orbit extends Feature {
  /** Stands the camera where the box fills the picture. */
  frame(box: Box3): void;
}

/**
 * @param marginPx free space around the box in CSS pixels.
 * @param toward from the box to the camera at first.
 */
export function createOrbit(stage: Stage, marginPx: number, toward: Triple = THREE_QUARTER): Orbit {
  const controls = new OrbitControls(stage.camera, stage.canvas);
  controls.enablePan = false;
  controls.enableDamping = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  controls.maxPolarAngle = LOWEST_RAD;
  controls.addEventListener("change", stage.invalidate);
  stage.canvas.style.touchAction = "pan-y"; // a vertical swipe still scrolls the page
  let framed: Box3 | null = null;

  const frame = (box: Box3): void => {
    framed = box;
    const [width, height, depth] = box.getSize(new Vector3()).toArray();
    const view = { fovYRad: MathUtils.degToRad(stage.camera.fov), aspect: stage.camera.aspect };
    const distance = fitDistance([width, height, depth], toward, view, [inside(stage.size.width, marginPx), inside(stage.size.height, marginPx)]);
    box.getCenter(controls.target);
    stage.camera.position.copy(controls.target).addScaledVector(new Vector3(...toward), distance);
    stage.camera.near = distance / 50;
    stage.camera.far = distance * 20;
    stage.camera.updateProjectionMatrix();
    controls.minDistance = distance * 0.35;
    controls.maxDistance = distance * 2;
    controls.update();
    stage.invalidate();
  };
  const onKey = (event: KeyboardEvent): void => {
    const act = keys(controls, () => framed && frame(framed))[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
    controls.update();
    stage.invalidate();
  };
  stage.canvas.addEventListener("keydown", onKey);
  const observer = new ResizeObserver(() => framed && frame(framed));
  observer.observe(stage.canvas);

  return {
    frame,
    update() {
      if (!stage.renderer.xr.isPresenting) controls.update();
    },
    dispose() {
      observer.disconnect();
      stage.canvas.removeEventListener("keydown", onKey);
      controls.dispose();
    },
  };
}

/** The share of a length that lies inside its margins. */
function inside(lengthPx: number, marginPx: number): number {
  return Math.max(0.4, 1 - (2 * marginPx) / lengthPx);
}

function keys(controls: OrbitControls, reset: () => void): Readonly<Record<string, () => void>> {
  return {
    ArrowLeft: () => controls.rotateLeft(-TURN_RAD),
    ArrowRight: () => controls.rotateLeft(TURN_RAD),
    ArrowUp: () => controls.rotateUp(TURN_RAD),
    ArrowDown: () => controls.rotateUp(-TURN_RAD),
    "+": () => controls.dollyIn(NEARER),
    "=": () => controls.dollyIn(NEARER),
    "-": () => controls.dollyOut(NEARER),
    "0": reset,
  };
}
