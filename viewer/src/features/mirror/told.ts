/** A sentence over the mirror's corner, for a moment or until it is taken away. */
import { element } from "./element";

const SHOWN_MS = 3200;
let timer = 0;

export function tellBriefly(words: string): void {
  tell(words);
  timer = window.setTimeout(() => tell(""), SHOWN_MS);
}

/** Stays until the next sentence; "" takes it away. */
export function tell(words: string): void {
  window.clearTimeout(timer);
  const told = element("told");
  told.textContent = words;
  told.hidden = words === "";
}
