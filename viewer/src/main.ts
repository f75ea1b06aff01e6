/** The one entry: reads which page this is and brings it to life. A page is one folder in features/ and one line here. */
import "@fontsource-variable/inter/index.css";
import "./ui/tokens.css";
import "./ui/parts.css";
import { readPage, type Page } from "./page";
import { startChrome } from "./ui/chrome";
import { startUnits } from "./ui/units";

const pages: Record<string, (page: Page) => Promise<void>> = {
  shop: async (page) => (await import("./features/shop/page")).start(page),
  product: async (page) => {
    const [product, place] = await Promise.all([import("./features/product/page"), import("./features/place/page")]);
    place.start(page, product.start(page));
  },
};

const page = readPage();
startChrome();
startUnits(page);
void pages[page.name]?.(page).then(() => {
  document.documentElement.dataset["ready"] = page.name;
});
