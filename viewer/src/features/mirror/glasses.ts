/** Glasses over the tracked frame: three.js draws them behind an invisible head, the mirror lays them on the picture. */
import { Group, Mesh, MeshBasicMaterial, NeutralToneMapping, PerspectiveCamera, Quaternion, Scene, Vector3, WebGLRenderer, type BufferGeometry } from "three";
import { createStudioLight } from "../../stage/environment";
import { loadModel, type Model } from "../../stage/model";
import type { Camera } from "./face/camera";
import type { Face } from "./face/face";
import { createHead, earRests, personShape } from "./face/head";
import { openTemple, placeGlasses, type Temple } from "./fit";

export interface Glasses {
  /** Loads and wears this model; the same one again does nothing. */
  wear(url: string): void;
  /** Draws for one frame; null while nothing is loaded. The canvas must be used before the next frame. */
  render(face: Face, camera: Camera, skinLight: number): HTMLCanvasElement | null;
  dispose(): void;
}

/** Light of fair skin in full studio light: a face half as bright dims the glasses by half. */
const SKIN_IN_STUDIO = 0.38;
const FRONT_SAMPLES = 400;

export function createGlasses(onLoaded: () => void, onFailed: () => void): Glasses {
  const renderer = new WebGLRenderer({ alpha: true, antialias: true, premultipliedAlpha: true });
  renderer.setClearAlpha(0);
  renderer.toneMapping = NeutralToneMapping;
  const scene = new Scene();
  const studio = createStudioLight(renderer);
  scene.environment = studio.texture;
  const eye = new PerspectiveCamera();
  eye.matrixAutoUpdate = false;
  const head = createHead();
  const hide = new Mesh(head.geometry, new MeshBasicMaterial({ colorWrite: false }));
  hide.renderOrder = -1;
  hide.frustumCulled = false;
  const face3 = new Group();
  face3.matrixAutoUpdate = false;
  const worn = new Group();
  worn.matrixAutoUpdate = false;
  face3.add(hide, worn);
  scene.add(face3);
  let model: Model | null = null;
  let parts: Parts | null = null;
  let wanted = "";

  return {
    wear(url) {
      if (url === wanted) return;
      wanted = url;
      loadModel(url).then(
        (loaded) => {
          if (url !== wanted) return loaded.dispose();
          model?.dispose();
          model = loaded;
          parts = partsOf(loaded);
          worn.add(loaded.root);
          onLoaded();
        },
        () => {
          if (url !== wanted) return;
          wanted = ""; // choosing it again tries again
          onFailed();
        },
      );
    },
    render(face, camera, skinLight) {
      if (!parts) return null;
      renderer.setSize(camera.width, camera.height, false);
      eye.projectionMatrix.makePerspective(...frustum(camera));
      eye.projectionMatrixInverse.copy(eye.projectionMatrix).invert();
      scene.environmentIntensity = Math.min(1.2, Math.max(0.12, skinLight / SKIN_IN_STUDIO));
      const shape = personShape(face, camera);
      head.update(shape, face.factor);
      const ears = earRests(shape, face.factor);
      worn.matrix.copy(placeGlasses(parts.temples, parts.front, shape, ears));
      for (const temple of parts.temples) openTemple(temple, worn.matrix, ears);
      face3.matrix.copy(face.T_camera_face);
      renderer.render(scene, eye);
      return renderer.domElement;
    },
    dispose() {
      wanted = "";
      model?.dispose();
      studio.dispose();
      head.geometry.dispose();
      (hide.material as MeshBasicMaterial).dispose();
      renderer.dispose();
      renderer.forceContextLoss();
    },
  };
}

function frustum({ width, height, focal, cx, cy }: Camera): [number, number, number, number, number, number] {
  const near = 0.05;
  const s = near / focal;
  return [-cx * s, (width - cx) * s, cy * s, -(height - cy) * s, near, 10];
}

interface Parts {
  temples: Temple[];
  front: Vector3[];
}

function partsOf(model: Model): Parts {
  const temples: Temple[] = [];
  const front: Vector3[] = [];
  model.root.updateMatrixWorld(true);
  const back = model.root.matrixWorld.clone().invert();
  model.root.traverse((node) => {
    if (!/^temple_(left|right)/.test(node.name) || temples.some((temple) => isBelow(node, temple.node))) return;
    const points: Vector3[] = [];
    node.traverse((part) => part instanceof Mesh && points.push(...vertices(part)));
    const hinge = new Vector3().setFromMatrixPosition(node.matrixWorld).applyMatrix4(back);
    if (points.length) temples.push({ node, rest: new Quaternion().copy(node.quaternion), hinge, points: points.map((point) => point.applyMatrix4(back)) });
  });
  model.root.traverse((part) => {
    if (part instanceof Mesh && !temples.some((temple) => isBelow(part, temple.node))) front.push(...vertices(part).map((point) => point.applyMatrix4(back)));
  });
  const step = Math.max(1, Math.floor(front.length / FRONT_SAMPLES));
  return { temples: temples.map((temple) => ({ ...temple, points: thin(temple.points, 300) })), front: front.filter((_, index) => index % step === 0) };
}

function thin(points: Vector3[], most: number): Vector3[] {
  const step = Math.max(1, Math.floor(points.length / most));
  return points.filter((_, index) => index % step === 0);
}

function isBelow(node: { parent: unknown }, above: unknown): boolean {
  for (let at: unknown = node; at; at = (at as { parent: unknown }).parent) if (at === above) return true;
  return false;
}

function vertices(mesh: Mesh): Vector3[] {
  const positions = (mesh.geometry as BufferGeometry).getAttribute("position");
  return Array.from({ length: positions.count }, (_, index) => new Vector3().fromBufferAttribute(positions, index).applyMatrix4(mesh.matrixWorld));
}
