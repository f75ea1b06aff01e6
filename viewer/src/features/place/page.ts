/** Live AR from the product page. */
import type { Page } from "../../page";

export function start(_page: Page, _showing: void): void {}
