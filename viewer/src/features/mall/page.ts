/** The mall: a lobby to open a room or come into one, and the hall behind a room's code. */
import "./page.css";
import type { Page } from "../../page";
import { startHall } from "./enter";
import { startLobby } from "./lobby";

export function start(page: Page): void {
  if (document.querySelector("[data-room]")) startHall(page);
  else startLobby();
}
