/** Make-up models: the material called "bullet" takes the colour and finish of the chosen shade. */
import { Color, Mesh, MeshStandardMaterial, type Object3D } from "three";

const NAME = "bullet";
const ROUGHNESS: Readonly<Record<string, number>> = { matte: 0.68, satin: 0.4, gloss: 0.14, sheer: 0.26, metallic: 0.3 };
const SATIN = 0.4;

export interface Tint {
  /** The material's own colour, sRGB "#rrggbb". */
  readonly color: string;
  wear(color: string, finish: string): void;
}

export function findTint(root: Object3D): Tint | null {
  let found: MeshStandardMaterial | null = null;
  root.traverse((node) => {
    const material: unknown = node instanceof Mesh ? node.material : null;
    if (material instanceof MeshStandardMaterial && material.name === NAME) found = material;
  });
  const bullet = found as MeshStandardMaterial | null;
  if (!bullet) return null;
  return {
    color: `#${bullet.color.getHexString()}`,
    wear(color, finish) {
      bullet.color.set(color);
      bullet.roughness = ROUGHNESS[finish] ?? SATIN;
    },
  };
}

/** The entry whose colour is nearest in sRGB; undefined for none. */
export function nearestShade<T extends { readonly color: string }>(shades: readonly T[], color: string): T | undefined {
  const wanted = channels(color);
  const off = (shade: T): number => Math.hypot(...channels(shade.color).map((value, at) => value - (wanted[at] ?? 0)));
  return shades.reduce<T | undefined>((best, shade) => (!best || off(shade) < off(best) ? shade : best), undefined);
}

function channels(color: string): number[] {
  return new Color(color).convertLinearToSRGB().toArray();
}
