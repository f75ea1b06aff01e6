/** sRGB bytes, linear light and CIELAB (D65), as arkit/color.py has them. */
const DECODED = Float32Array.from({ length: 256 }, (_, code) => {
  const value = code / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

export function decode(code: number): number {
  return DECODED[code] ?? 0;
}

/** Linear light 0…1 to an sRGB byte. */
export function encode(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}

export function luminance(r: number, g: number, b: number): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** "#RRGGBB" to linear light. */
export function hexToLinear(color: string): [number, number, number] {
  return [1, 3, 5].map((at) => decode(Number.parseInt(color.slice(at, at + 2), 16))) as [number, number, number];
}

/** Lab of linear triples, triples. */
export function linearToLab(linear: Float32Array): Float32Array {
  const lab = new Float32Array(linear.length);
  for (let at = 0; at + 2 < linear.length; at += 3) {
    const [r, g, b] = [linear[at] ?? 0, linear[at + 1] ?? 0, linear[at + 2] ?? 0];
    const fx = bend((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const fy = bend(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
    const fz = bend((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
    lab.set([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)], at);
  }
  return lab;
}

function bend(ratio: number): number {
  return ratio > (6 / 29) ** 3 ? Math.cbrt(ratio) : ratio / (3 * (6 / 29) ** 2) + 4 / 29;
}
