/** KHR_materials_variants: the colourways inside one file. */
import { Mesh, type Material } from "three";
import type { GLTF, GLTFParser } from "three/examples/jsm/loaders/GLTFLoader.js";

const NAME = "KHR_materials_variants";

interface Mapping {
  material: number;
  variants: number[];
}

interface Dressed {
  mesh: Mesh;
  own: Material | Material[];
  mappings: readonly Mapping[];
}

export interface Variants {
  readonly names: readonly string[];
  /** Dresses the model; an unknown name or null brings the file's own materials back. */
  select(name: string | null): Promise<void>;
}

export function readVariants(gltf: GLTF): Variants {
  const extension = extensionOf(gltf.userData) as { variants?: { name: string }[] } | undefined;
  const names = extension?.variants?.map(({ name }) => name) ?? [];
  const dressed: Dressed[] = [];
  gltf.scene.traverse((node) => {
    const mappings = (extensionOf(node.userData) as { mappings?: Mapping[] } | undefined)?.mappings;
    if (node instanceof Mesh && mappings) dressed.push({ mesh: node, own: node.material as Material, mappings });
  });
  return {
    names,
    async select(name) {
      const index = name === null ? -1 : names.indexOf(name);
      await Promise.all(dressed.map((entry) => dress(gltf.parser, entry, index)));
    },
  };
}

async function dress(parser: GLTFParser, { mesh, own, mappings }: Dressed, index: number): Promise<void> {
  const material = mappings.find(({ variants }) => variants.includes(index))?.material;
  if (material === undefined) {
    mesh.material = own;
    return;
  }
  mesh.material = (await parser.getDependency("material", material)) as Material;
  parser.assignFinalMaterial(mesh);
}

function extensionOf(userData: Record<string, unknown>): unknown {
  return (userData["gltfExtensions"] as Record<string, unknown> | undefined)?.[NAME];
}
