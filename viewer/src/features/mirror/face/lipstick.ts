/** The colour of lipstick on lips, mixed in linear light: as arkit/face/lips/lipstick.py, recipes of arkit/face/lips/finish.py. */
import { hexToLinear, luminance } from "./color";

interface Recipe {
  depth: number; // exponent of the relative luminance
  kept: number; // part of the lips' own light above HIGHLIGHT that stays relief
  mirror: number; // how much the film mirrors of what the bare lips mirror
  lobe: number; // what it adds where sheen is full, as a part of a white sheet's light
  tint: number; // how much of what is mirrored takes the shade's hue
  cover: number;
}

export const RECIPES: Readonly<Record<string, Recipe>> = {
  matte: { depth: 0.88, kept: 0.55, mirror: 0, lobe: 0, tint: 0, cover: 1 },
  satin: { depth: 0.95, kept: 0.5, mirror: 0.7, lobe: 0.1, tint: 0, cover: 1 },
  gloss: { depth: 1.1, kept: 0.4, mirror: 1.5, lobe: 0.3, tint: 0, cover: 0.92 },
  sheer: { depth: 1, kept: 0.5, mirror: 0.7, lobe: 0.06, tint: 0, cover: 0.5 },
  metallic: { depth: 1.35, kept: 0.6, mirror: 1.2, lobe: 0.42, tint: 0.85, cover: 1 },
};
const HIGHLIGHT = 1.2; // where a highlight begins, as a multiple of the lips' own median luminance
const LIFT = [0.75, 1.75] as const; // how far the relief's depth may follow the shade's darkness

type Rgb = readonly [number, number, number];

/**
 * Makes the function from a bare lip pixel (linear), the sheen there and the part of its light that is no glare, to the
 * fully worn pixel. `median` is of the lips' luminance, `ownMedian` of that without glare.
 */
export function lipColor(color: string, finish: string, median: number, ownMedian = median): (bare: Rgb, sheen?: number, own?: number) => [number, number, number] {
  const recipe = RECIPES[finish] ?? (RECIPES["matte"] as Recipe);
  const target = hexToLinear(color);
  const peak = Math.max(...target, 1e-3);
  const lift = Math.cbrt(Math.max(ownMedian, 1e-4) / Math.max(luminance(...target), 1e-4));
  const depth = recipe.depth * Math.min(LIFT[1], Math.max(LIFT[0], lift));
  const haze = Math.max(median - ownMedian, 0); // of the median lip: a swatch holds so much
  return (bare, sheen = 0, own = 1) => {
    const total = luminance(...bare);
    const relative = (total * own) / Math.max(ownMedian, 1e-4);
    const calm = Math.min(relative, HIGHLIGHT) + recipe.kept * Math.max(relative - HIGHLIGHT, 0);
    const shines = recipe.mirror > 0 || recipe.lobe > 0;
    const body = shines ? Math.max(calm, Math.min(1, total / Math.max(median, 1e-4))) : calm; // under a highlight lips look darker than they are
    const level = Math.min(body, 4) ** depth;
    const wet = recipe.lobe * sheen * Math.min(HIGHLIGHT, Math.max(0.4, relative)) ** 2;
    const shine = Math.max(recipe.mirror * (total - body * ownMedian - haze), wet);
    const worn = target.map((value, channel) => {
      const pigment = value * level + shine * (1 + recipe.tint * (value / peak - 1));
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
