/**
 * A hall from a catalogue: furniture stands in sets in the middle, small things on pedestals along the sides, what hangs
 * or leans on a wall at the far end. Everything at its true size. Pure; metres, y up, the entrance at the origin, the
 * hall ahead along -z.
 */
import type { ProductCard } from "../../contract";
import { islandOf, type Island, type Piece } from "./island";

export type Sized = Pick<ProductCard, "sku" | "kind" | "attach" | "size_m">;
export type Size = readonly [number, number, number];

export interface Spot {
  readonly sku: string;
  readonly size: Size;
  readonly on: "floor" | "pedestal" | "wall";
  /** Middle of the product's footprint; a wall spot's middle of the back. */
  readonly x: number;
  readonly z: number;
  /** What it stands on, above the floor; a wall spot's middle. */
  readonly y: number;
  /** Its front turns from +z by so much, about +y. */
  readonly yawRad: number;
  /** From where one looks at it. */
  readonly view: Place;
  readonly card: Card;
}

/** A name card: beside what hangs, a wedge before what stands, a print above what is small. */
export interface Card extends Place {
  readonly shape: "label" | "wedge" | "print";
  /** The card's middle. */
  readonly y: number;
}

export interface Place {
  readonly x: number;
  readonly z: number;
  readonly yawRad: number;
}

export interface Hall {
  readonly minX: number;
  readonly maxX: number;
  readonly minZ: number;
  readonly maxZ: number;
  readonly height: number;
  readonly spots: readonly Spot[];
}

export const PEDESTAL_SIDE_M = 0.42;
const AISLE_M = 1.8; // two people pass each other, a third stands
const PEDESTAL_PITCH_M = 1.8;
const PEDESTAL_FROM_WALL_M = 0.75;
const [CARD_PITCH_M, CARD_AHEAD_M] = [0.54, 0.22];
const EYE_ON_WALL_M = 1.5; // middle of a hung picture, as galleries do
const SHOWN_AT_M = 1.3; // middle of a small product: a little under the eye
const PRINT_AT_M = 1.92; // above the pedestal, so that what stands on it is seen before a plain wall
const WALL_GAP_M = 0.9;
const ENTRANCE_M = 1.2;
const BEHIND_M = 2.2;
const HEIGHT_M = 3.8;
const SMALLEST: Size = [0.021, 0.075, 0.021]; // a lipstick, where a catalogue names no size

export function layOut(cards: readonly Sized[]): Hall {
  const pieces = cards.filter(({ attach }) => attach !== "ceiling").map(pieceOf);
  const walls = pieces.filter(({ kind, attach }) => attach === "wall" || kind === "shelf");
  const floor = pieces.filter(({ kind, attach }) => attach === "floor" && kind !== "shelf");
  const small = pieces.filter(({ attach }) => attach !== "floor" && attach !== "wall");
  const islands = islandsOf(floor);
  const columns = Math.max(1, Math.ceil(Math.sqrt(islands.length / 2)));
  const [cellX, cellZ] = [longest(islands, "width"), longest(islands, "depth")];
  const rows = Math.ceil(islands.length / columns);
  const side = PEDESTAL_FROM_WALL_M + PEDESTAL_SIDE_M / 2 + AISLE_M;
  const wallRun = walls.reduce((sum, { size }) => sum + size[0] + WALL_GAP_M, WALL_GAP_M);
  const perSide = Math.ceil(small.length / 2);
  const width = Math.max(columns * cellX + (columns - 1) * AISLE_M + 2 * side, wallRun, 9);
  const depth = Math.max(rows * (cellZ + AISLE_M) + 0.6, perSide * PEDESTAL_PITCH_M + 0.8, 6.5) + ENTRANCE_M;
  const hall = { minX: -width / 2, maxX: width / 2, minZ: -depth, maxZ: BEHIND_M, height: HEIGHT_M };
  const gap = (depth - ENTRANCE_M - rows * cellZ) / (rows + 1);
  const standing = islands.flatMap((island, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const x = (column - (Math.min(columns, islands.length - row * columns) - 1) / 2) * (cellX + AISLE_M);
    const z = -ENTRANCE_M - gap * (row + 1) - cellZ * (row + 0.5);
    return islandSpots(island, x, z);
  });
  return { ...hall, spots: [...standing, ...sideSpots(small, hall), ...wallSpots(walls, hall)] };
}

function pieceOf(card: Sized): Piece {
  const { sku, kind, attach } = card;
  return { sku, kind, attach, size: card.size_m ?? SMALLEST, x: 0, y: 0, z: 0, yawRad: 0 };
}

function islandsOf(floor: readonly Piece[]): readonly Island[] {
  const islands: Island[] = [];
  let left = floor;
  while (left.length) {
    const island = islandOf(left);
    const taken = new Set(island.pieces.map(({ sku }) => sku));
    left = left.filter(({ sku }) => !taken.has(sku));
    islands.push(island);
  }
  return islands;
}

function longest(islands: readonly Island[], side: "width" | "depth"): number {
  return Math.max(0, ...islands.map((island) => island[side]));
}

/** The set's pieces, and their cards in one row before it, in the order in which the pieces stand. */
function islandSpots({ pieces, depth }: Island, x: number, z: number): Spot[] {
  const order = [...pieces].sort((a, b) => a.x - b.x);
  return pieces.map((piece) => {
    const place = order.indexOf(piece) - (order.length - 1) / 2;
    const at = { x: x + piece.x, z: z + piece.z };
    const away = piece.size[2] / 2 + 1.1 + Math.max(piece.size[0], piece.size[1]) * 0.6;
    const view = { x: at.x + Math.sin(piece.yawRad) * away, z: at.z + Math.cos(piece.yawRad) * away, yawRad: piece.yawRad };
    const card = { shape: "wedge" as const, x: x + place * CARD_PITCH_M, z: z + depth / 2 + CARD_AHEAD_M, yawRad: 0, y: 0 };
    return { sku: piece.sku, size: piece.size, on: "floor", ...at, y: piece.y, yawRad: piece.yawRad, view, card };
  });
}

/** Pedestals along the left wall and then the right one, from the entrance inwards, fronts to the middle. */
function sideSpots(small: readonly Piece[], hall: Omit<Hall, "spots">): Spot[] {
  const perSide = Math.ceil(small.length / 2);
  const run = -hall.minZ - ENTRANCE_M;
  return small.map((piece, index) => {
    const left = index < perSide;
    const count = left ? perSide : small.length - perSide;
    const place = left ? index : index - perSide;
    const z = -ENTRANCE_M - (run * (place + 0.5)) / count;
    const wall = left ? hall.minX : hall.maxX;
    const x = wall + (left ? PEDESTAL_FROM_WALL_M : -PEDESTAL_FROM_WALL_M);
    const yawRad = left ? Math.PI / 2 : -Math.PI / 2;
    const inward = left ? 1 : -1;
    const away = 0.58 + Math.max(...piece.size);
    const y = Math.max(0.4, SHOWN_AT_M - piece.size[1] / 2);
    return {
      sku: piece.sku, size: piece.size, on: "pedestal", x, z, y, yawRad,
      view: { x: x + inward * away, z, yawRad },
      card: { shape: "print", x: wall, z, yawRad, y: PRINT_AT_M },
    };
  });
}

/** Along the far wall, evenly; a picture hangs at eye height, a shelf stands with its back to the wall. */
function wallSpots(walls: readonly Piece[], hall: Omit<Hall, "spots">): Spot[] {
  const used = walls.reduce((sum, { size }) => sum + size[0], 0);
  const gap = (hall.maxX - hall.minX - used) / (walls.length + 1);
  let edge = hall.minX;
  return walls.map((piece) => {
    const [width, height, depth] = piece.size;
    const x = edge + gap + width / 2;
    edge += gap + width;
    const hung = piece.attach === "wall";
    const z = hall.minZ + (hung ? 0 : depth / 2 + 0.02);
    const y = hung ? Math.max(EYE_ON_WALL_M, height / 2 + 0.2) : 0;
    const away = 1.1 + Math.max(width, height) * 0.7;
    return {
      sku: piece.sku, size: piece.size, on: hung ? "wall" : "floor", x, z, y, yawRad: 0,
      view: { x, z: hall.minZ + depth + away, yawRad: 0 },
      card: { shape: "label", x: x + width / 2 + 0.36, z: hall.minZ, yawRad: 0, y: EYE_ON_WALL_M - 0.12 },
    };
  });
}
