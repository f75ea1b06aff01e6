/** What of a hall one can walk on: its floor, but for furniture and pedestals. Pure. */
import { footprint } from "./island";
import { PEDESTAL_SIDE_M, type Hall } from "./layout";
import type { Ground } from "./route";

const STEPPED_OVER_M = 0.05; // a rug is no obstacle

export function groundOf(hall: Hall): Ground {
  const half = PEDESTAL_SIDE_M / 2;
  const obstacles = hall.spots
    .filter(({ on, size }) => on === "pedestal" || (on === "floor" && size[1] > STEPPED_OVER_M))
    .map((spot) => (spot.on === "pedestal" ? { x: spot.x, z: spot.z, halfX: half, halfZ: half } : footprint(spot)));
  return { ...hall, obstacles };
}
