/** A dot on every product of the set leads to it; the names appear on hover and focus. */
import { Vector3 } from "three";
import { pageUrl } from "../../api";
import type { Page } from "../../page";
import type { Triple } from "../../stage/framing";
import type { Stage } from "../../stage/stage";
import type { Stood } from "./arrange";
import type { Standing } from "./hero";

/** Adds the links; the answer moves them to where their products are now. */
export function addPins(page: Page, stage: Stage, models: readonly Standing[]): () => void {
  const list = document.querySelector<HTMLElement>("#hero-pins")!;
  list.hidden = false;
  const spots = models.map(({ place, card, model }) => {
    const link = document.createElement("a");
    link.href = pageUrl.product(card.sku);
    const name = document.createElement("span");
    name.textContent = card.title[page.lang];
    link.append(name);
    list.appendChild(document.createElement("li")).append(link);
    return { link, at: new Vector3(...pinOf(card.kind, place, model.size.toArray())) };
  });
  const seen = new Vector3();
  return () => {
    for (const { link, at } of spots) {
      seen.copy(at).project(stage.camera);
      const [x, y] = [((seen.x + 1) / 2) * stage.size.width, ((1 - seen.y) / 2) * stage.size.height];
      link.style.transform = `translate(-50%, -50%) translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    }
  };
}

/** Where a product is free of the others: a rug at its front corner, what is wide at its left, a lamp at its shade. */
function pinOf(kind: string, { x, y, z, yawRad }: Stood, [width, height, depth]: Triple): Triple {
  if (kind === "rug") {
    const [across, along] = yawRad === 0 ? [width, depth] : [depth, width];
    return [x - across * 0.42, y + height, z + along * 0.4];
  }
  if (kind === "table") return [x - width * 0.34, y + height, z];
  if (kind === "lamp") return [x, y + height * 0.9, z];
  return kind === "sofa" ? [x - width * 0.3, y + height * 0.75, z] : [x, y + height * 0.55, z];
}
