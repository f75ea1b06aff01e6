/** The shop: posters in a grid that can be narrowed by words, kind and width. */
import "./page.css";
import type { Page } from "../../page";

export function start(_page: Page): void {}
