/** A product's model: loaded with progress, measured, switched between its variants, freed. */
import { Box3, Group, Mesh, Vector3, type BufferGeometry, type Material, type Object3D, type Texture } from "three";
import { GLTFLoader, type GLTF } from "three/examples/jsm/loaders/GLTFLoader.js";
import { MeshoptDecoder } from "three/examples/jsm/libs/meshopt_decoder.module.js";
import { readVariants, type Variants } from "./variants";

export interface Model {
  /** Metres, y up, front +z, as the file has it. */
  readonly root: Group;
  readonly box: Box3;
  /** Width, height, depth in metres. */
  readonly size: Vector3;
  readonly variants: Variants;
  dispose(): void;
}

/**
 * Loads a GLB, meshopt-compressed or plain.
 *
 * @param onProgress hears 0…1 while bytes arrive; nothing when the server does not say how many there are.
 */
export async function loadModel(url: string, onProgress: (done: number) => void = () => {}): Promise<Model> {
  const loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
  const gltf = await loader.loadAsync(url, ({ loaded, total }) => {
    if (total > 0) onProgress(Math.min(1, loaded / total));
  });
  return modelOf(gltf);
}

function modelOf(gltf: GLTF): Model {
  const root = gltf.scene;
  removeLights(root);
  root.updateMatrixWorld(true);
  const box = new Box3().setFromObject(root, true);
  return {
    root,
    box,
    size: box.getSize(new Vector3()),
    variants: readVariants(gltf),
    dispose: () => {
      root.removeFromParent();
      disposeMeshes(root);
    },
  };
}

/** A product shows its colour in the shop's light, not in lights packed with the file. */
function removeLights(root: Object3D): void {
  const lights: Object3D[] = [];
  root.traverse((node) => {
    if ("isLight" in node) lights.push(node);
  });
  for (const light of lights) light.removeFromParent();
}

function disposeMeshes(root: Object3D): void {
  root.traverse((node) => {
    if (!(node instanceof Mesh)) return;
    (node.geometry as BufferGeometry).dispose();
    for (const material of [node.material as Material | Material[]].flat()) disposeMaterial(material);
  });
}

function disposeMaterial(material: Material): void {
  for (const value of Object.values(material) as unknown[]) {
    if (value && typeof value === "object" && "isTexture" in value) (value as Texture).dispose();
  }
  material.dispose();
}
