/** Puts a few products together as people would at home: sofa, rug and table in front, lamp and chair beside. Pure. */
import type { ProductCard } from "../../contract";

export interface Stood {
  sku: string;
  /** Metres on the floor plane; x to the right, z to the viewer. */
  x: number;
  z: number;
  yawRad: number;
  /** How high its bottom stands: 0 on the floor, a table's height on a table. */
  y: number;
}

type Sized = Pick<ProductCard, "sku" | "kind" | "size_m" | "model_url">;

const WALKWAY_M = 0.35;
const SEAT_TURN_RAD = 0.62;

/** At most one sofa, table, rug, lamp, chair, shelf and something on the table; empty when nothing stands on a floor. */
export function arrange(cards: readonly Sized[]): readonly Stood[] {
  const first = (...kinds: string[]): Placeable | null => {
    for (const kind of kinds) {
      const card = cards.find((entry) => entry.kind === kind && entry.model_url && entry.size_m);
      if (card?.size_m) return { sku: card.sku, width: card.size_m[0], height: card.size_m[1], depth: card.size_m[2] };
    }
    return null;
  };
  const seat = first("sofa", "armchair");
  const [table, rug, lamp, shelf] = [first("table"), first("rug"), first("lamp"), first("shelf")];
  const chair = first("chair", "armchair");
  const small = first("decor", "bottle");
  const stood: Stood[] = [];
  const halfSeat = (seat?.width ?? 1) / 2;
  const front = (seat?.depth ?? 0.6) / 2;
  const tableZ = front + WALKWAY_M + (table?.depth ?? 0) / 2;
  const stand = (thing: Placeable | null, x: number, z: number, yawRad = 0, y = 0): void => {
    if (thing && !stood.some(({ sku }) => sku === thing.sku)) stood.push({ sku: thing.sku, x, z, yawRad, y });
  };
  stand(seat, 0, 0);
  stand(rug, 0, front * 0.7 + (rug?.depth ?? 0) * 0.25);
  stand(table, 0, tableZ);
  stand(lamp, -(halfSeat + 0.18 + (lamp?.width ?? 0) / 2), -front * 0.3);
  stand(chair, halfSeat + 0.3 + (chair?.width ?? 0) / 2, front + 0.35, -SEAT_TURN_RAD);
  stand(shelf, halfSeat + 0.35 + (shelf?.width ?? 0) / 2, -front * 0.6);
  if (table) stand(small, table.width * 0.2, tableZ, 0.4, table.height);
  return stood;
}

interface Placeable {
  sku: string;
  width: number;
  height: number;
  depth: number;
}
