/** The card of the product that I look at: what it is, what it costs, who looks too, and the way to its page. */
import { pageUrl } from "../../api";
import type { ClientMessage, ProductCard } from "../../contract";
import { money } from "../../i18n/money";
import { sizeText } from "../../i18n/size";
import type { Page } from "../../page";
import type { State } from "../../state";
import { element } from "./element";
import type { Mall } from "./mall";
import { lookingAt } from "./visit";

export function startLooking(page: Page, state: State<Mall>, cards: ReadonlyMap<string, ProductCard>, send: (message: ClientMessage) => boolean): void {
  const box = element("looking");
  const poster = element<HTMLImageElement>("looking-poster");
  const show = (): void => {
    const { looking } = state.value;
    const card = looking ? cards.get(looking) : undefined;
    box.hidden = !card;
    if (!card) return;
    poster.hidden = !card.poster_url;
    if (card.poster_url && !poster.src.endsWith(card.poster_url)) poster.src = card.poster_url;
    element("looking-title").textContent = card.title[page.lang];
    element("looking-price").textContent = money(card.price, page.lang);
    element("looking-size").textContent = card.size_m ? sizeText(card.size_m, page.units.value.unit) : "";
    element<HTMLAnchorElement>("looking-page").href = pageUrl.product(card.sku);
    const names = lookingAt(state.value, card.sku).map(({ name }) => name);
    element("looking-friends").textContent = names.length ? page.t("mall.looking_too", { names: names.join(page.lang === "zh" ? "、" : ", ") }) : "";
  };
  state.watch("looking", (sku) => {
    show();
    if (state.value.you) send({ type: "look", sku });
  });
  state.watch("you", (you) => {
    if (you && state.value.looking) send({ type: "look", sku: state.value.looking });
  });
  state.watch("friends", show);
  page.units.watch("unit", show);
  element("looking-close").addEventListener("click", () => {
    state.set({ looking: null });
    element("view").focus();
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && state.value.looking) state.set({ looking: null });
  });
}
