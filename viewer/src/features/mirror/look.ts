/** A look as an address: which shade, which frame, how much cover. Nothing of the face is in it. Pure. */
import { pageUrl } from "../../api";
import type { ProductCard, ShadeOption } from "../../contract";
import type { Worn } from "./worn";

export interface Look {
  shade: ShadeOption | null;
  frame: ProductCard | null;
  /** Cover of the lipstick, 0.2 to 1; null when the address does not say. */
  strength: number | null;
}

const LEAST = 0.2;

/** Reads `?shade=…&frame=…&cover=…`; `sku` is a frame too, as product pages say it. What is not in the shop is left out. */
export function readLook(search: string, shades: ReadonlyMap<string, ShadeOption>, frames: ReadonlyMap<string, ProductCard>): Look {
  const asked = new URLSearchParams(search);
  const cover = Number.parseInt(asked.get("cover") ?? "", 10) / 100;
  return {
    shade: shades.get(asked.get("shade") ?? "") ?? null,
    frame: frames.get(asked.get("frame") ?? asked.get("sku") ?? "") ?? null,
    strength: Number.isNaN(cover) ? null : Math.min(1, Math.max(LEAST, cover)),
  };
}

/** The address of what is worn now, without the shop's own name before it. */
export function lookUrl({ shade, frame, strength }: Worn): string {
  return pageUrl.look({
    ...(shade ? { shade: shade.id, cover: String(Math.round(strength * 100)) } : {}),
    ...(frame ? { frame: frame.sku } : {}),
  });
}
