/** What the room has to say to me alone: the line's state, a refusal as a sentence, how to walk the first time. */
import type { Page } from "../../page";
import type { State } from "../../state";
import { element } from "./element";
import type { Mall } from "./mall";

const BRIEF_MS = 3200;
const HINT_MS = 9000;
const KNOWN = new Set(["rate", "check"]);

export function startTold(page: Page, state: State<Mall>, leave: (told: { words: string; full: boolean }) => void): void {
  const badge = element("state");
  let timer = 0;
  const say = (words: string, kind: "" | "warn", brief: boolean): void => {
    window.clearTimeout(timer);
    badge.hidden = !words;
    badge.textContent = words;
    badge.className = `badge ${kind || "none"}`;
    if (brief) timer = window.setTimeout(() => (badge.hidden = true), BRIEF_MS);
  };
  let lost = false;
  state.watch("link", (link) => {
    element("leave").hidden = link === "closed";
    if (link === "opening") say(page.t("mall.opening"), "", false);
    if (link === "waiting") say(page.t("mall.waiting"), "warn", false);
    if (link === "open") say(lost ? page.t("mall.back") : "", "", true);
    if (link === "closed") say("", "", false);
    lost = link === "waiting" || (lost && link === "opening");
  });
  state.watch("problem", (problem) => {
    if (!problem) return;
    if (problem.code === "conflict" && !state.value.you) return leave({ words: page.t("mall.problem_conflict"), full: true });
    if (!state.value.you) return leave({ words: wordsOf(page, problem), full: false });
    say(wordsOf(page, problem), "warn", true);
  });
  startHint(page, state);
}

/** The reader's own language where we have the words, else the server's sentence. */
function wordsOf(page: Page, { code, message }: NonNullable<Mall["problem"]>): string {
  return KNOWN.has(code) ? page.t(`mall.problem_${code}`) : message;
}

/** How to walk, until one has. */
function startHint(page: Page, state: State<Mall>): void {
  const hint = element("hint");
  if (element("view").hidden && !hint.hidden) return;
  const touch = matchMedia("(pointer: coarse)").matches;
  state.watch("you", (you) => {
    if (!you || element("view").hidden) return;
    hint.textContent = page.t(touch ? "mall.touch_short" : "mall.keys_short");
    hint.hidden = false;
    window.setTimeout(() => (hint.hidden = true), HINT_MS);
  });
}
