/** How much of a lip's light is its own and how much the lamp mirrored on it: as arkit/face/lips/glare.py, in daylight. */
import { luminance } from "./color";

const REDDEST = 0.7; // quantile of the redness of lips that is taken for lips without glare
const LEAST = 0.15; // of a pixel's light is always held for the lip's own
const PALE = 0.15; // redness below which lips show no colour that glare could take away
const PATCH = 8; // parts of the lips' height that one patch is high
const CORE = 215; // of the mask, in 255ths: surely lip
const BURNT = 0.9; // light from which on a sensor's red may be cut
const FEW = 30;

/** Part of each pixel's light (0…1) that is no glare; null where nothing can be told. `cover` 0…255 and `linear` triples cover a box. */
export function ownShare(cover: ArrayLike<number>, linear: Float32Array, width: number, height: number): Float32Array | null {
  const red = new Float32Array(width * height), bright = new Float32Array(width * height);
  const core: number[] = [];
  for (let at = 0; at < red.length; at++) {
    const [r, g, b] = [linear[at * 3] ?? 0, linear[at * 3 + 1] ?? 0, linear[at * 3 + 2] ?? 0];
    const part = (cover[at] ?? 0) / 255;
    red[at] = (r - g) * part;
    bright[at] = luminance(r, g, b) * part;
    if ((cover[at] ?? 0) >= CORE) core.push(at);
  }
  const first = core[0], last = core[core.length - 1];
  if (core.length < FEW || first === undefined || last === undefined) return null;
  const high = Math.floor(last / width) - Math.floor(first / width);
  const side = Math.max(3, Math.floor(high / PATCH) | 1);
  const [reds, brights] = [blurred(red, width, height, side), blurred(bright, width, height, side)];
  const share = reds.map((value, at) => value / Math.max(brights[at] ?? 0, 1e-5));
  const full = quantile(core.map((at) => share[at] ?? 0), REDDEST);
  if (full <= PALE) return null;
  const own = share.map((value) => Math.min(1, Math.max(LEAST, value / full)));
  return filled(own, linear, core, width, height, side);
}

/** Where red is cut the share comes out too low: there the rest's median own light is the least. */
function filled(share: Float32Array, linear: Float32Array, core: number[], width: number, height: number, side: number): Float32Array {
  const burnt = share.map((_, at) => ((linear[at * 3] ?? 0) > BURNT ? 1 : 0));
  const rest = core.filter((at) => !burnt[at]);
  if (rest.length === core.length || rest.length < FEW) return share;
  const light = (at: number): number => luminance(linear[at * 3] ?? 0, linear[at * 3 + 1] ?? 0, linear[at * 3 + 2] ?? 0);
  const own = quantile(rest.map((at) => (share[at] ?? 0) * light(at)), 0.5);
  const near = blurred(burnt, width, height, 2 * side + 1);
  return share.map((value, at) => {
    const least = Math.min(1, Math.max(LEAST, own / Math.max(light(at), 1e-5)));
    return value + Math.max(least - value, 0) * Math.min(1, 4 * (near[at] ?? 0));
  });
}

/** Mean over a square; beyond the border the picture is mirrored. */
function blurred(values: Float32Array, width: number, height: number, side: number): Float32Array {
  const across = new Float32Array(values.length), both = new Float32Array(values.length);
  const half = side >> 1;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    let sum = 0;
    for (let step = -half; step <= half; step++) sum += values[y * width + mirrored(x + step, width)] ?? 0;
    across[y * width + x] = sum / side;
  }
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    let sum = 0;
    for (let step = -half; step <= half; step++) sum += across[mirrored(y + step, height) * width + x] ?? 0;
    both[y * width + x] = sum / side;
  }
  return both;
}

function mirrored(at: number, count: number): number {
  if (count === 1) return 0;
  const inside = at < 0 ? -at : at;
  return inside < count ? inside : Math.max(0, 2 * (count - 1) - inside);
}

function quantile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1), low = Math.floor(place);
  const below = sorted[low] ?? 0;
  return below + ((sorted[low + 1] ?? below) - below) * (place - low);
}
