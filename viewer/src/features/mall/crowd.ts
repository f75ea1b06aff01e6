/** The others: a figure each, where they are a tenth of a second ago, and their name above it. */
import { Vector3 } from "three";
import type { Feature } from "../../loop";
import type { Page } from "../../page";
import type { Stage } from "../../stage/stage";
import type { State } from "../../state";
import { createFigures, TALL_M } from "./hall/figure";
import type { Mall } from "./mall";
import { createServerClock, createTrail, type Pose, type Trail } from "./trail";
import type { Friend } from "./visit";

const NAME_ABOVE_M = 0.16;
const FAINT_M = 40;

interface Other {
  readonly trail: Trail;
  readonly root: ReturnType<ReturnType<typeof createFigures>["create"]>;
  readonly name: HTMLElement;
  pose: Pose | null;
}

export function createCrowd(page: Page, stage: Stage, state: State<Mall>, titles: ReadonlyMap<string, string>): Feature {
  const figures = createFigures();
  const box = document.getElementById("names") as HTMLElement;
  const others = new Map<string, Other>();
  const clock = createServerClock();
  const add = (friend: Friend): Other => {
    const root = figures.create(friend.color);
    root.root.visible = false;
    stage.scene.add(root.root);
    const name = box.appendChild(document.createElement("p"));
    name.style.setProperty("--color", friend.color);
    name.append(document.createElement("b"), document.createElement("small"));
    return { trail: createTrail(), root, name, pose: null };
  };
  const remove = (id: string, other: Other): void => {
    other.root.root.removeFromParent();
    other.root.dispose();
    other.name.remove();
    others.delete(id);
    stage.invalidate();
  };
  const stops = [
    state.watch("friends", (friends) => {
      for (const [id, other] of [...others]) if (!friends.has(id) || id === state.value.you) remove(id, other);
      for (const friend of friends.values()) {
        if (friend.id === state.value.you) continue;
        const other = others.get(friend.id) ?? add(friend);
        others.set(friend.id, other);
        other.name.firstElementChild!.textContent = friend.name;
        const title = friend.sku && titles.get(friend.sku);
        other.name.lastElementChild!.textContent = title ? page.t("mall.looks_at", { title }) : "";
      }
    }),
    state.watch("poses", ({ members, time_s }) => {
      if (members.length) clock.heard(time_s, performance.now() / 1000);
      for (const { id, position, yaw_rad } of members) others.get(id)?.trail.push(time_s, { x: position[0], z: position[2], yawRad: yaw_rad });
    }),
  ];
  const at = new Vector3();
  return {
    update() {
      const shown_s = clock.shown(performance.now() / 1000);
      for (const other of others.values()) {
        if (move(other, other.trail.at(shown_s))) stage.invalidate();
        if (other.pose) label(stage, other, at.set(other.pose.x, TALL_M + NAME_ABOVE_M, other.pose.z));
      }
    },
    dispose() {
      for (const stop of stops) stop();
      for (const [id, other] of [...others]) remove(id, other);
      figures.dispose();
    },
  };
}

function move(other: Other, pose: Pose | null): boolean {
  const { root } = other.root;
  const before = other.pose;
  if (!pose || (before && before.x === pose.x && before.z === pose.z && before.yawRad === pose.yawRad)) return false;
  other.pose = pose;
  root.visible = true;
  root.position.set(pose.x, 0, pose.z);
  root.rotation.y = pose.yawRad;
  return true;
}

function label({ camera, size }: Stage, { name }: Other, at: Vector3): void {
  const distance = at.distanceTo(camera.position);
  at.project(camera);
  const visible = at.z < 1 && Math.abs(at.x) < 1.1 && Math.abs(at.y) < 1.2;
  name.hidden = !visible;
  if (!visible) return;
  const [x, y] = [((at.x + 1) / 2) * size.width, ((1 - at.y) / 2) * size.height];
  name.style.transform = `translate(-50%, -100%) translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  name.style.zIndex = String(1000 - Math.round(distance * 10));
  name.style.opacity = String(Math.max(0.7, 1 - distance / FAINT_M));
}
