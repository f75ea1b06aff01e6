/** The colour of lipstick on lips, mixed in linear light: as arkit/face/lips/lipstick.py, recipes of arkit/face/lips/finish.py. */
import { hexToLinear, luminance } from "./color";

interface Recipe {
  depth: number;
  kept: number;
  white: number;
  tinted: number;
  cover: number;
}

export const RECIPES: Readonly<Record<string, Recipe>> = {
  matte: { depth: 0.88, kept: 0.55, white: 0, tinted: 0, cover: 1 },
  satin: { depth: 0.95, kept: 0.9, white: 0.11, tinted: 0, cover: 1 },
  gloss: { depth: 1.1, kept: 1, white: 0.34, tinted: 0, cover: 0.92 },
  sheer: { depth: 1, kept: 1, white: 0.08, tinted: 0, cover: 0.5 },
  metallic: { depth: 1.35, kept: 1, white: 0.04, tinted: 0.42, cover: 1 },
};
const HIGHLIGHT = [1.2, 2.6] as const;
const LIFT = [0.75, 1.75] as const; // how far the relief's depth may follow the shade's darkness

/** Whether a finish mirrors nothing, and so hides the glare of the lips beneath. */
export function isDull(finish: string): boolean {
  const { white, tinted } = RECIPES[finish] ?? (RECIPES["matte"] as Recipe);
  return !(white || tinted);
}

type Rgb = readonly [number, number, number];

/** Makes the function from a bare lip pixel (linear) to the fully worn one, for lips of this median luminance. */
export function lipColor(color: string, finish: string, median: number): (bare: Rgb, sheen?: number) => [number, number, number] {
  const recipe = RECIPES[finish] ?? (RECIPES["matte"] as Recipe);
  const target = hexToLinear(color);
  const peak = Math.max(...target, 1e-3);
  const lift = Math.cbrt(Math.max(median, 1e-4) / Math.max(luminance(...target), 1e-4));
  const depth = recipe.depth * Math.min(LIFT[1], Math.max(LIFT[0], lift));
  return (bare, sheen = 0) => {
    const relative = luminance(...bare) / Math.max(median, 1e-4);
    const swallowed = Math.min(relative, HIGHLIGHT[0]) + recipe.kept * Math.max(relative - HIGHLIGHT[0], 0);
    const shade = Math.min(swallowed, 4) ** depth;
    const wet = sheen * Math.min(1.2, Math.max(0.4, relative)) ** 2;
    const shine = Math.max(smoothstep((relative - HIGHLIGHT[0]) / (HIGHLIGHT[1] - HIGHLIGHT[0])), wet);
    const worn = target.map((value, channel) => {
      const pigment = value * shade + shine * (recipe.tinted * (value / peak) + recipe.white);
      const was = bare[channel] ?? 0;
      return was + (pigment - was) * recipe.cover;
    }) as [number, number, number];
    return inGamut(worn);
  };
}

/** Colours too bright for the screen lose chroma, not hue. */
function inGamut(rgb: [number, number, number]): [number, number, number] {
  const grey = Math.min(1, Math.max(0, luminance(...rgb)));
  const peak = Math.max(...rgb);
  const keep = peak > 1 ? Math.min(1, Math.max(0, (1 - grey) / Math.max(peak - grey, 1e-6))) : 1;
  return rgb.map((value) => Math.min(1, Math.max(0, grey + (value - grey) * keep))) as [number, number, number];
}

function smoothstep(value: number): number {
  const t = Math.min(1, Math.max(0, value));
  return t * t * (3 - 2 * t);
}
