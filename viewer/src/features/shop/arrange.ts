/** Puts a few products together as people would at home: along a wall, a rug under what stands in front. Pure. */
import type { ProductCard } from "../../contract";

export interface Stood {
  sku: string;
  /** Metres on the floor plane; x to the right, z to the viewer. */
  x: number;
  z: number;
  yawRad: number;
  /** How high its bottom is: 0 on the floor, a table's height on a table, eye height on the wall. */
  y: number;
}

export interface Arrangement {
  stood: readonly Stood[];
  /** Where the wall stands, behind the seat. */
  wallZ: number;
  /** The sofa or armchair in the middle: its width and height in metres; null without one. */
  seat: { width: number; height: number } | null;
}

type Sized = Pick<ProductCard, "sku" | "kind" | "size_m" | "model_url">;

const OFF_WALL_M = 0.05;
const BESIDE_M = 0.18;
const WALKWAY_M = 0.35;
const RUG_UNDER_SEAT_M = 0.22;
const CHAIR_TURN_RAD = -0.85; // its front to the table
const PICTURE_OVER_SEAT_M = 0.36; // room for a dimension line between
const ROOMY = 8;
const TIGHT = 6;

/** At most one of each; the most telling first, so that a narrow picture (`roomy` false) leaves out chair and shelf. */
export function arrange(cards: readonly Sized[], roomy: boolean): Arrangement {
  const find = finder(cards);
  const seat = find("sofa", "armchair");
  const [table, rug, lamp, small, picture, shelf] = [find("table"), find("rug"), find("lamp"), find("decor", "bottle"), find("picture"), find("shelf")];
  const chair = find("chair", "armchair");
  const [half, front] = [(seat?.width ?? 1) / 2, (seat?.depth ?? 0.6) / 2];
  const wallZ = -front - OFF_WALL_M;
  const tableZ = front + WALKWAY_M + (table?.depth ?? 0) / 2;
  const eyeHeight = (seat?.height ?? 1) + PICTURE_OVER_SEAT_M;
  const turned = rug !== null && rug.depth > rug.width; // its long side lies along the seat
  const rugZ = front - RUG_UNDER_SEAT_M + Math.min(rug?.width ?? 0, rug?.depth ?? 0) / 2;
  const places = [
    at(seat, 0, 0),
    at(table, 0, tableZ),
    at(rug, 0, rugZ, { yawRad: turned ? Math.PI / 2 : 0 }),
    at(lamp, half + BESIDE_M + (lamp?.width ?? 0) / 2, -front * 0.35),
    at(table && small, (table?.width ?? 0) * 0.2, tableZ, { yawRad: 0.4, y: table?.height ?? 0 }),
    at(picture, -half * 0.36, wallZ + (picture?.depth ?? 0) / 2, { y: eyeHeight }),
    at(chair, half + 0.3 + (chair?.width ?? 0) / 2, front + 0.5, { yawRad: CHAIR_TURN_RAD }),
    at(shelf, -(half + BESIDE_M + (shelf?.width ?? 0) / 2), wallZ + OFF_WALL_M + (shelf?.depth ?? 0) / 2),
  ];
  const stood = places.filter((place, index) => place !== null && places.findIndex((other) => other?.sku === place.sku) === index);
  return { stood: stood.filter((place) => place !== null).slice(0, roomy ? ROOMY : TIGHT), wallZ, seat };
}

interface Placeable {
  sku: string;
  width: number;
  height: number;
  depth: number;
}

/** The first product, by kind in this order, with a model and a size. */
function finder(cards: readonly Sized[]): (...kinds: string[]) => Placeable | null {
  return (...kinds) => {
    for (const kind of kinds) {
      const card = cards.find((entry) => entry.kind === kind && entry.model_url && entry.size_m);
      if (card?.size_m) return { sku: card.sku, width: card.size_m[0], height: card.size_m[1], depth: card.size_m[2] };
    }
    return null;
  };
}

function at(thing: Placeable | null, x: number, z: number, { yawRad = 0, y = 0 } = {}): Stood | null {
  return thing && { sku: thing.sku, x, z, yawRad, y };
}
