/** "See it in my room": takes the first way into live AR that works on this device. */
import type { Feature } from "../../loop";
import type { Page } from "../../page";
import type { Showing } from "../../showing";
import { surfaceOf } from "./hits";
import { createOverlay } from "./overlay";
import { requestAr, startPlacing, type Placing } from "./session";
import { arWays, readDevice, type Way } from "./ways";

/** Wires every `[data-place]` link; without a better way they stay what they are, links to the photo of a room. */
export function createPlace(page: Page, showing: Showing): Feature {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("a[data-place]")];
  let placing: Placing | null = null;
  let session: XRSession | null = null;
  const { product, stage } = showing;

  const overlay = links.length
    ? createOverlay(page, {
        turn: (rad) => placing?.turn(rad),
        move: () => placing?.move(),
        leave: () => void session?.end(),
      })
    : null;
  const openXr = async (): Promise<void> => {
    if (!overlay || session) return;
    session = await requestAr(overlay.root);
    const model = await showing.model;
    if (!model) return session.end();
    showing.lend();
    overlay.show(true);
    placing = await startPlacing(session, stage, model, surfaceOf(product.attach), overlay, () => {
      placing = session = null;
      overlay.show(false);
      showing.takeBack();
    });
  };
  const open = async (ways: readonly Way[]): Promise<void> => {
    for (const way of ways) {
      try {
        return await (way.kind === "webxr" ? openXr() : follow(way));
      } catch (error) {
        console.warn(`${way.kind} did not open`, error);
      }
    }
  };
  if (links.length) void readDevice().then((device) => {
    const ways = arWays(product, device, location.href.split(/[?#]/)[0] ?? "", product.title[page.lang]);
    if (ways[0]?.kind === "room") return;
    for (const link of links) {
      link.dataset["place"] = ways[0]?.kind ?? "";
      link.addEventListener("click", (event) => {
        event.preventDefault();
        void open(ways);
      });
    }
  });
  return {
    update(_time, frame) {
      if (frame) placing?.update(frame);
    },
    dispose: () => void session?.end(),
  };
}

/** Follows an address; Quick Look wants a link marked `ar` with a picture inside. */
function follow(way: Exclude<Way, { kind: "webxr" }>): void {
  const link = document.createElement("a");
  link.href = way.url;
  if (way.kind === "quick-look") {
    link.rel = "ar";
    link.append(document.createElement("img"));
  }
  link.click();
}
