/** What AR adds around a model: a group at true size, light from above and the shadow it throws on the real floor. */
import { DirectionalLight, Group, Mesh, PlaneGeometry, ShadowMaterial, type Object3D, type Scene } from "three";
import { createFootprint } from "./footprint";
import type { Surface } from "./hits";
import { touchingOffset, type Bounds, type Pose } from "./pose";

const SHADOW = 0.32;
const SHADOW_PX = 1024;

export interface ArSet {
  /** Puts the product at the pose, or takes it out of sight. */
  stand(pose: Pose | null): void;
  aim(pose: Pose | null): void;
  dispose(): void;
}

export function createArSet(scene: Scene, model: Object3D, bounds: Bounds, surface: Surface): ArSet {
  const home = model.parent;
  const placed = new Group();
  const footprint = createFootprint(bounds, surface);
  const reach = Math.hypot(bounds.max[0] - bounds.min[0], bounds.max[1] - bounds.min[1], bounds.max[2] - bounds.min[2]);
  const catcher = createCatcher(reach, surface);
  const light = createLight(reach);
  model.position.set(...touchingOffset(bounds, surface));
  placed.add(model, catcher, light, light.target);
  placed.visible = false;
  scene.add(placed, footprint);
  castShadows(model, true);
  return {
    stand: (pose) => put(placed, pose),
    aim: (pose) => put(footprint, pose),
    dispose() {
      castShadows(model, false);
      model.position.set(0, 0, 0);
      home?.add(model);
      placed.removeFromParent();
      footprint.removeFromParent();
      light.dispose();
      for (const mesh of [catcher, footprint]) {
        mesh.geometry.dispose();
        mesh.material.dispose();
      }
    },
  };
}

function put(object: Object3D, pose: Pose | null): void {
  object.visible = pose !== null;
  if (!pose) return;
  object.position.set(...pose.position);
  object.rotation.set(0, pose.yawRad, 0);
}

function createCatcher(reach: number, surface: Surface): Mesh<PlaneGeometry, ShadowMaterial> {
  const catcher = new Mesh(new PlaneGeometry(reach * 4, reach * 4), new ShadowMaterial({ opacity: SHADOW }));
  if (surface !== "wall") catcher.rotation.x = -Math.PI / 2;
  catcher.visible = surface !== "ceiling";
  catcher.receiveShadow = true;
  return catcher;
}

function createLight(reach: number): DirectionalLight {
  const light = new DirectionalLight(0xffffff, 0.9);
  light.position.set(reach * 0.5, reach * 2, reach * 0.8);
  light.castShadow = true;
  light.shadow.mapSize.set(SHADOW_PX, SHADOW_PX);
  light.shadow.radius = 6;
  Object.assign(light.shadow.camera, { left: -reach, right: reach, top: reach, bottom: -reach, near: 0.01, far: reach * 5 });
  light.shadow.camera.updateProjectionMatrix();
  return light;
}

function castShadows(model: Object3D, cast: boolean): void {
  model.traverse((node) => {
    node.castShadow = cast;
  });
}
