/** One immersive session: look for a surface, tap to place, turn, move, leave. The size is never changed. */
import { Vector3, type WebXRManager } from "three";
import type { Model } from "../../stage/model";
import type { Stage } from "../../stage/stage";
import { hitFromMatrix, lowestLevel, pickHit, type Hit, type Point, type Surface } from "./hits";
import type { Overlay } from "./overlay";
import { follow, restingPose, type Pose } from "./pose";
import { createArSet } from "./set";

export interface Placing {
  update(frame: XRFrame): void;
  turn(rad: number): void;
  /** Picks the product up again. */
  move(): void;
}

interface Anchored {
  anchor: XRAnchor;
  /** Where the anchor was when the product was placed. */
  from: Point | null;
}

/** Asks for the session; must be called from the shopper's own tap. */
export function requestAr(overlay: HTMLElement): Promise<XRSession> {
  if (!navigator.xr) return Promise.reject(new Error("webxr: expected navigator.xr, found none"));
  return navigator.xr.requestSession("immersive-ar", {
    requiredFeatures: ["hit-test", "local-floor"],
    optionalFeatures: ["anchors", "dom-overlay"],
    domOverlay: { root: overlay },
  });
}

/** Lets the shopper place `model` until the session ends; `ended` puts everything back. */
export async function startPlacing(
  session: XRSession, stage: Stage, model: Model, surface: Surface, overlay: Overlay, ended: () => void,
): Promise<Placing> {
  const bounds = { min: model.box.min.toArray(), max: model.box.max.toArray() } as const;
  const set = createArSet(stage.scene, model.root, bounds, surface);
  const xr = await enter(stage, session);
  const viewerSpace = await session.requestReferenceSpace("viewer");
  const source = await session.requestHitTestSource?.({ space: viewerSpace });
  const sight = createSight(source, xr, surface);
  let tapped = false;
  let pose: Pose | null = null;
  let anchored: Anchored | null = null;

  const pickUp = (): void => {
    pose = null;
    anchored?.anchor.delete();
    anchored = null;
    set.stand(null);
    overlay.placed(false);
  };
  const place = (found: Pose, result: XRHitTestResult): void => {
    pose = found;
    set.aim(null);
    overlay.placed(true);
    overlay.say("product.ar_placed");
    document.dispatchEvent(new CustomEvent("arkit:placed", { detail: found }));
    void result.createAnchor?.()?.then((anchor) => (anchored = { anchor, from: null }), () => undefined);
  };
  const look = (frame: XRFrame, space: XRReferenceSpace): void => {
    const aimed = sight(frame, space);
    set.aim(aimed?.pose ?? null);
    overlay.say(aimed ? "product.ar_tap" : surface === "wall" ? "product.ar_look_wall" : "product.ar_look");
    if (tapped && aimed) place(aimed.pose, aimed.result);
  };
  session.addEventListener("select", () => {
    if (pose === null) tapped = true;
    else if (!session.domOverlayState) pickUp(); // a headset has no buttons: the next pinch takes it up again
  });
  session.addEventListener("end", () => {
    set.dispose();
    leave(stage);
    ended();
  });
  pickUp();

  return {
    move: pickUp,
    turn: (rad) => pose && (pose = { ...pose, yawRad: pose.yawRad + rad }),
    update(frame) {
      const space = xr.getReferenceSpace();
      if (!space) return;
      if (pose === null) look(frame, space);
      tapped = false;
      if (pose !== null) set.stand(anchored ? settle(frame, space, pose, anchored) : pose);
    },
  };
}

async function enter(stage: Stage, session: XRSession): Promise<WebXRManager> {
  const { xr, shadowMap } = stage.renderer;
  xr.enabled = true;
  shadowMap.enabled = true;
  Object.assign(stage.camera, { near: 0.05, far: 50 });
  xr.setReferenceSpaceType("local-floor");
  await xr.setSession(session);
  return xr;
}

function leave(stage: Stage): void {
  stage.renderer.xr.enabled = false;
  stage.renderer.shadowMap.enabled = false;
  stage.invalidate();
}

interface Aimed {
  pose: Pose;
  result: XRHitTestResult;
}

/** Where the product would stand if it were placed in this frame; remembers the lowest floor seen. */
function createSight(
  source: XRHitTestSource | undefined, xr: WebXRManager, surface: Surface,
): (frame: XRFrame, space: XRReferenceSpace) => Aimed | null {
  let lowestM: number | null = null;
  return (frame, space) => {
    const seen = source ? frame.getHitTestResults(source).flatMap((result) => sighted(result, space)) : [];
    const hits = seen.map(({ hit }) => hit);
    lowestM = lowestLevel(hits, lowestM);
    const found = seen[pickHit(hits, surface, lowestM)];
    return found ? { pose: restingPose(found.hit, surface, viewerOf(xr)), result: found.result } : null;
  };
}

interface Sighted {
  hit: Hit;
  result: XRHitTestResult;
}

/** The hit in the room's space, none while the device does not know where it is. */
function sighted(result: XRHitTestResult, space: XRReferenceSpace): Sighted[] {
  const pose = result.getPose(space);
  return pose ? [{ hit: hitFromMatrix(pose.transform.matrix), result }] : [];
}

const head = new Vector3();

function viewerOf(xr: WebXRManager): Point {
  return head.setFromMatrixPosition(xr.getCamera().matrixWorld).toArray();
}

/** The pose carried along by its anchor. */
function settle(frame: XRFrame, space: XRReferenceSpace, pose: Pose, anchored: Anchored): Pose {
  const seen = frame.getPose(anchored.anchor.anchorSpace, space);
  if (!seen) return pose;
  const { x, y, z } = seen.transform.position;
  anchored.from ??= [x, y, z];
  return follow(pose, anchored.from, [x, y, z]);
}
