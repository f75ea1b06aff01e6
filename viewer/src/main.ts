/** The one entry: reads which page this is and brings it to life. A page is one folder in features/ and one line here. */
import "@fontsource-variable/inter/index.css";
import "./ui/tokens.css";
import "./ui/parts.css";
import { runLoop } from "./loop";
import { readPage, type Page } from "./page";
import { startChrome } from "./ui/chrome";
import { startUnits } from "./ui/units";

const pages: Record<string, (page: Page) => Promise<void>> = {
  shop: async (page) => (await import("./features/shop/page")).start(page),
  mirror: async (page) => (await import("./features/mirror/page")).start(page),
  mall: async (page) => (await import("./features/mall/page")).start(page),
  room: async (page) => (await import("./features/room/page")).start(page),
  studio: async (page) => (await import("./features/studio/page")).start(page),
  product: async (page) => {
    const [product, place] = await Promise.all([import("./features/product/page"), import("./features/place/place")]);
    const showing = product.createShowing(page);
    if (showing) runLoop(showing.stage.renderer, [showing, place.createPlace(page, showing), showing.stage.draw]);
  },
};

const page = readPage();
startChrome();
startUnits(page);
void pages[page.name]?.(page).then(() => {
  // Until now the browser itself would have sent the form: a name, or a key, in the address.
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-waits]")) button.disabled = false;
  document.documentElement.dataset["ready"] = page.name;
});
