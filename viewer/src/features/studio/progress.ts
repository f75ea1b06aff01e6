/** How far a file is on its way: sending, waiting, converting; and what it asks when it was refused. */
import type { Failure } from "../../contract";
import type { Page } from "../../page";
import { lengthText } from "../../i18n/size";
import { questionIn, type Reading } from "./findings";
import { make } from "./make";

const STAGES = ["read", "orient", "normals", "compress", "write", "measure", "check", "poster"];
export type Step = "sending" | "waiting" | "running";

export interface Moving {
  readonly node: HTMLElement;
  /** `part` 0 to 1; `stage` as the converter names it. */
  show(step: Step, part: number, stage: string): void;
}

export function createMoving(page: Page, cancel: () => void): Moving {
  const bar = make("progress", { max: "1", "aria-label": page.t("studio.progress") });
  const words = make("p", { class: "now", role: "status" });
  const percent = make("b", { class: "percent" });
  const steps = (["sending", "waiting", "running"] as const).map((step) => make("li", { "data-step": step }, page.t(`studio.step_${step}`)));
  const stop = make("button", { type: "button", "data-act": "cancel" }, page.t("studio.cancel"));
  stop.addEventListener("click", () => {
    stop.disabled = true;
    cancel();
  });
  return {
    node: make("div", { class: "moving" }, make("ol", { class: "steps" }, ...steps), make("div", { class: "row between" }, words, percent), bar, stop),
    show(step, part, stage) {
      const key = step === "running" && STAGES.includes(stage) ? `studio.stage_${stage}` : `studio.now_${step}`;
      if (words.textContent !== page.t(key)) words.textContent = page.t(key);
      percent.textContent = step === "waiting" ? "" : `${Math.round(part * 100)} %`;
      if (step === "waiting") bar.removeAttribute("value");
      else bar.value = part;
      for (const item of steps) item.toggleAttribute("aria-current", item.dataset["step"] === step);
    },
  };
}

export interface Answers {
  /** Sends the same file again, read this way. */
  again(reading: Reading, sizeToo: boolean): void;
  correct(): void;
}

/** The refusal as one sentence, what to do, and the question where there is one. */
export function refusal(page: Page, failure: Failure, answers: Answers): HTMLElement {
  const question = questionIn(failure.message);
  const advice = page.t(question ? `studio.question_${question.kind}` : failure.code === "network" ? "studio.trouble_network" : "studio.advice_export");
  const sentence = make("p", { class: "sentence", lang: "en" }, failure.message);
  const node = make("div", { class: "refused", role: "alert" }, make("h2", {}, advice), sentence);
  const acts = make("div", { class: "readings" });
  for (const reading of question?.readings ?? []) {
    const size = `${reading.size_cm.map((side) => lengthText(side / 100)).join(" × ")} cm`;
    const axis = page.t("studio.reading_up", { up: reading.up.toUpperCase() });
    const [first, second] = question?.kind === "up" ? [axis, size] : [size, page.t("studio.reading", { unit: reading.unit, axis })];
    const button = make("button", { type: "button", "data-unit": reading.unit, "data-up": reading.up }, make("b", {}, first), make("small", {}, second));
    button.addEventListener("click", () => answers.again(reading, question?.kind === "size"));
    acts.append(button);
  }
  const correct = make("button", { type: "button", class: "link" }, page.t("studio.correct"));
  correct.addEventListener("click", () => answers.correct());
  acts.append(correct);
  node.append(acts);
  return node;
}
