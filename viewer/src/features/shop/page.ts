/** The shop: a set of real products on a stage, and a grid that can be narrowed by words, kind and width. */
import "./page.css";
import type { ProductCard } from "../../contract";
import type { Page } from "../../page";
import { startFilters } from "./filters";
import { startHero } from "./hero";

export function start(page: Page): void {
  const { cards } = page.data<{ cards: readonly ProductCard[] }>();
  startFilters(page, cards);
  startHero(page, cards);
}
