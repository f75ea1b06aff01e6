/** A neutral photo studio as an environment map: grey walls, a large soft box above, others around. No colour cast. */
import {
  BackSide, BoxGeometry, Mesh, MeshBasicMaterial, PMREMGenerator, Scene, type Texture, type WebGLRenderer,
} from "three";

type Triple = readonly [number, number, number];

interface Panel {
  /** Linear radiance; 1 is paper white. */
  radiance: number;
  size: Triple;
  at: Triple;
}

// Chosen so that a white matt surface comes out at 1.1 facing up, 0.95 facing the first camera, 0.85 facing front: a
// brand's colour is seen about as light as its swatch, and still shaded. Integrated over the hemisphere at the origin.
const WALL_RADIANCE = 0.68;
const ROOM: Triple = [12, 7, 12];
const PANELS: readonly Panel[] = [
  { radiance: 1.9, size: [5, 0.1, 4], at: [0, 3.3, 1.2] },
  { radiance: 3.2, size: [0.1, 3.4, 3.2], at: [-5.6, 0.8, 1.8] },
  { radiance: 2, size: [0.1, 3, 2.6], at: [5.6, 0.6, 2.2] },
  { radiance: 1.5, size: [4.4, 1.8, 0.1], at: [0, 1, 5.7] },
  { radiance: 1.2, size: [4, 1.6, 0.1], at: [0, 1.2, -5.7] },
  { radiance: 0.3, size: [11, 0.1, 11], at: [0, -3.4, 0] },
];

/** Renders the studio once. The caller disposes the texture. */
export function createStudioLight(renderer: WebGLRenderer): { texture: Texture; dispose(): void } {
  const studio = new Scene();
  const box = new BoxGeometry();
  const add = (radiance: number, size: Triple, at: Triple, side: { side?: typeof BackSide } = {}): void => {
    const material = new MeshBasicMaterial(side);
    material.color.setScalar(radiance);
    const mesh = new Mesh(box, material);
    mesh.scale.set(...size);
    mesh.position.set(...at);
    studio.add(mesh);
  };
  add(WALL_RADIANCE, ROOM, [0, 0, 0], { side: BackSide });
  for (const { radiance, size, at } of PANELS) add(radiance, size, at);

  const generator = new PMREMGenerator(renderer);
  const target = generator.fromScene(studio, 0.03);
  generator.dispose();
  box.dispose();
  for (const child of studio.children) if (child instanceof Mesh) (child.material as MeshBasicMaterial).dispose();
  return { texture: target.texture, dispose: () => target.dispose() };
}
