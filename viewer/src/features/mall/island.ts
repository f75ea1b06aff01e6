/** One set of furniture as people put it together at home; what fits no set stands alone. Pure, metres, fronts to +z. */
import type { Attach } from "../../contract";

export interface Piece {
  readonly sku: string;
  readonly kind: string;
  readonly attach: Attach;
  /** Width, height, depth. */
  readonly size: readonly [number, number, number];
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yawRad: number;
}

export interface Island {
  readonly pieces: readonly Piece[];
  readonly width: number;
  readonly depth: number;
}

const WALKWAY_M = 0.38; // between a seat and the table before it
const SEAT_TURN_RAD = 1.05; // the second seat looks at the table and a little at who comes in
const BESIDE_M = 0.2;

/** The next set from what is left: a seat with rug, table, lamp and a second seat; else the first piece alone. */
export function islandOf(left: readonly Piece[]): Island {
  const seat = find(left, ["sofa"]) ?? find(left, ["armchair"]);
  if (!seat) return centred(left.slice(0, 1));
  const others = left.filter((piece) => piece !== seat);
  return centred([seat, ...around(seat, others)]);
}

function around(seat: Piece, others: readonly Piece[]): Piece[] {
  const [rug, table, lamp] = [find(others, ["rug"]), find(others, ["table"]), find(others, ["lamp"])];
  const chair = seat.kind === "sofa" ? find(others, ["armchair", "chair"]) : undefined;
  const [half, front] = [seat.size[0] / 2, seat.size[2] / 2];
  const tableZ = front + WALKWAY_M + (table?.size[2] ?? 0.6) / 2;
  const placed: Piece[] = [];
  const put = (piece: Piece | undefined, at: Partial<Piece>): void => void (piece && placed.push({ ...piece, ...at }));
  put(rug && lengthwise(rug, seat.size[0]), { z: tableZ });
  put(table, { z: tableZ, y: rug?.size[1] ?? 0 });
  put(lamp, { x: -(half + BESIDE_M + (lamp?.size[0] ?? 0) / 2), z: -front * 0.2 });
  put(chair, { x: half + (chair?.size[0] ?? 0) * 0.35, z: tableZ + 0.1, yawRad: -SEAT_TURN_RAD });
  return placed;
}

/** A rug lies along the seat: its longer side turned to x. */
function lengthwise(rug: Piece, seatWidth: number): Piece {
  const turned = rug.size[2] > rug.size[0] && rug.size[2] <= seatWidth * 1.5;
  return turned ? { ...rug, yawRad: Math.PI / 2 } : rug;
}

function find(pieces: readonly Piece[], kinds: readonly string[]): Piece | undefined {
  for (const kind of kinds) {
    const found = pieces.find((piece) => piece.kind === kind);
    if (found) return found;
  }
  return undefined;
}

/** The set moved so that its middle is the origin, and its extent. */
function centred(pieces: readonly Piece[]): Island {
  const boxes = pieces.map(footprint);
  const [left, right] = [Math.min(...boxes.map((box) => box.x - box.halfX)), Math.max(...boxes.map((box) => box.x + box.halfX))];
  const [far, near] = [Math.min(...boxes.map((box) => box.z - box.halfZ)), Math.max(...boxes.map((box) => box.z + box.halfZ))];
  const [midX, midZ] = [(left + right) / 2, (far + near) / 2];
  return {
    pieces: pieces.map((piece) => ({ ...piece, x: piece.x - midX, z: piece.z - midZ })),
    width: right - left,
    depth: near - far,
  };
}

export interface Footprint {
  readonly x: number;
  readonly z: number;
  readonly halfX: number;
  readonly halfZ: number;
}

/** The upright rectangle round a turned thing. */
export function footprint({ x, z, size, yawRad }: Pick<Piece, "x" | "z" | "size" | "yawRad">): Footprint {
  const [c, s] = [Math.abs(Math.cos(yawRad)), Math.abs(Math.sin(yawRad))];
  return { x, z, halfX: (size[0] * c + size[2] * s) / 2, halfZ: (size[0] * s + size[2] * c) / 2 };
}
