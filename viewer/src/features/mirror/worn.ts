/** What is worn in the mirror. */
import type { ProductCard, ShadeOption } from "../../contract";

export interface Worn {
  shade: ShadeOption | null;
  frame: ProductCard | null;
  /** Cover of the lipstick, 0 to 1. */
  strength: number;
  /** Held: show the face as it is. */
  before: boolean;
  /** The frame that was chosen could not be loaded. */
  missing: boolean;
}

export const nothingWorn: Worn = { shade: null, frame: null, strength: 0.85, before: false, missing: false };
