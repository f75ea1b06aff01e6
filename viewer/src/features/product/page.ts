/** One product: its model on a stage, its size drawn in, its evidence one tap away. */
import "./page.css";
import type { Page } from "../../page";

export function start(_page: Page): void {}
