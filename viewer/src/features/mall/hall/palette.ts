/** The hall by day and, for who prefers dark pages, in the evening. sRGB colours; light is linear, 1 shows a colour as it is. */
export interface Palette {
  readonly wall: string;
  readonly floor: string;
  readonly ceiling: string;
  readonly panel: string;
  readonly pedestal: string;
  readonly skirting: string;
  /** The room's own glow, and what the panels add right below them. */
  readonly glow: number;
  readonly daylight: number;
  /** How much of the panels the floor mirrors at a flat angle. */
  readonly sheen: number;
  readonly environment: number;
  readonly card: { readonly paper: string; readonly ink: string; readonly soft: string; readonly top: string; readonly bottom: string };
}

export const DAY: Palette = {
  wall: "#f4f1eb", floor: "#e0d0b6", ceiling: "#faf8f4", panel: "#ffffff", pedestal: "#f3f0ea", skirting: "#cfc8bc",
  glow: 0.7, daylight: 1.35, sheen: 0.55, environment: 0.92,
  card: { paper: "#fffdfa", ink: "#1a1b1e", soft: "#6a665f", top: "#efebe4", bottom: "#d9d3c8" },
};

export const EVENING: Palette = {
  wall: "#5b5854", floor: "#6b5a48", ceiling: "#3f3e3d", panel: "#ffe9c9", pedestal: "#6d6a65", skirting: "#2c2b2a",
  glow: 0.3, daylight: 1.9, sheen: 0.3, environment: 0.62,
  card: { paper: "#1f2024", ink: "#f1eee8", soft: "#b0aaa0", top: "#34363c", bottom: "#232429" },
};
