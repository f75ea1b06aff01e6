/** Which products stay when a shopper narrows the shop. Pure; the server's catalogue says the same without a script. */
import type { ProductCard } from "../../contract";

export interface Wanted {
  kind: string;
  /** The gap it must fit, metres; null for any. */
  fitsM: number | null;
  /** SKUs whose words match the search; null when nothing is searched. */
  found: ReadonlySet<string> | null;
}

export function narrow(cards: readonly ProductCard[], { kind, fitsM, found }: Wanted): ReadonlySet<string> {
  const staying = cards.filter(
    (card) =>
      (!kind || card.kind === kind) &&
      (fitsM === null || (card.size_m !== null && card.size_m[0] <= fitsM)) &&
      (found === null || found.has(card.sku)),
  );
  return new Set(staying.map(({ sku }) => sku));
}
