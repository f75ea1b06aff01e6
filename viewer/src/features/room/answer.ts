/** What the shop answered, in words: where it stands and how sure that is, or what went wrong and what to do. */
import { ApiError, pageUrl } from "../../api";
import type { Page } from "../../page";
import { lengthText } from "../../i18n/size";
import { element } from "./find";
import { canPlace, type Plan } from "./planning";
import { adviceKey, doubtOf, resultValues, sourceKey } from "./words";

export interface Answer {
  /** Says what went wrong; null takes it back. */
  trouble(error: unknown): void;
}

export function createAnswer(page: Page, plan: Plan): Answer {
  const result = element("result");

  function tell(): void {
    const { placed, way, photo, yaw_deg } = plan.value;
    const { unit } = page.units.value;
    if (placed) result.textContent = page.t("room.placed", { ...resultValues(placed, unit), source: page.t(sourceKey(way)) });
    else result.textContent = page.t(photo === null ? "room.begin" : canPlace(plan.value) ? "room.first" : "room.ask_first");
    element("facts").hidden = element("hint").hidden = element("product-page").hidden = placed === null;
    element("hint").textContent = page.t("room.hint") + (yaw_deg ? page.t("room.turned", { degrees: Math.abs(yaw_deg) }) : "");
    tellDoubts();
    if (!placed) return;
    const [width, height, depth] = placed.size_on_floor_m;
    for (const [side, metres] of Object.entries({ width, depth, height })) {
      const figure = element(`fact-${side}`);
      const name = document.createElement("i");
      name.textContent = unit;
      figure.replaceChildren(`${lengthText(metres, unit)} `, name);
      figure.parentElement?.style.setProperty("--sd", `${(100 * placed.size_sd).toFixed(1)}%`);
    }
  }

  function tellDoubts(): void {
    const doubts = element("doubts");
    const lines = (plan.value.placed?.warnings ?? []).map((sentence) => {
      const line = document.createElement("li");
      const words = doubtOf(sentence, page.units.value.unit);
      line.textContent = words ? page.t(words.key, words.values) : sentence;
      if (!words) line.lang = "en";
      return line;
    });
    doubts.replaceChildren(...lines);
    doubts.hidden = lines.length === 0;
  }

  for (const key of ["placed", "photo", "agreed", "yaw_deg"] as const) plan.watch(key, tell);
  page.units.watch("unit", tell);
  plan.watch("product", (product) => {
    if (product) element<HTMLAnchorElement>("product-page").href = pageUrl.product(product.sku);
  });
  plan.watch("drawing", (drawing) => {
    const state = element("state");
    state.hidden = !drawing;
    state.textContent = drawing ? page.t("room.drawing") : "";
    element("scene").classList.toggle("drawing", drawing);
  });
  return {
    trouble(error) {
      const shown = error !== null;
      element("trouble").hidden = !shown;
      result.hidden = shown;
      if (!shown) return;
      const { code, message } = error instanceof ApiError ? error : { code: "network", message: "" };
      element("advice").textContent = page.t(adviceKey(code, message));
      element("sentence").textContent = message;
    },
  };
}
