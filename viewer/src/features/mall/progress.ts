/** Which models to fetch and which to let go, by how far they are. Pure. */
export interface Exhibit {
  readonly sku: string;
  readonly distanceM: number;
  readonly state: "poster" | "loading" | "shown" | "broken";
}

export interface Budget {
  /** Fetches at a time. */
  readonly loads: number;
  /** Models kept at once. */
  readonly models: number;
  /** Nearer than this a model is fetched. */
  readonly nearM: number;
  /** Farther than this it is let go. */
  readonly farM: number;
}

export const DESK: Budget = { loads: 2, models: 40, nearM: 18, farM: 30 };
export const PHONE: Budget = { loads: 1, models: 10, nearM: 7, farM: 10 };

export function planLoads(exhibits: readonly Exhibit[], budget: Budget): { fetch: readonly string[]; drop: readonly string[] } {
  const byDistance = [...exhibits].sort((a, b) => a.distanceM - b.distanceM);
  const kept = byDistance.filter(({ state }) => state !== "broken").slice(0, budget.models);
  const free = budget.loads - exhibits.filter(({ state }) => state === "loading").length;
  const wanted = kept.filter(({ state, distanceM }) => state === "poster" && distanceM < budget.nearM);
  const shown = byDistance.filter(({ state }) => state === "shown");
  return {
    fetch: wanted.slice(0, Math.max(0, free)).map(({ sku }) => sku),
    drop: shown.filter((exhibit) => exhibit.distanceM > budget.farM || !kept.includes(exhibit)).map(({ sku }) => sku),
  };
}
