/** What the mirror says of itself: getting ready, looking, the light, the face's width with its error. */
import type { Page } from "../../page";
import { element } from "./element";
import { faceBox } from "./face/crop";
import type { Face } from "./face/face";
import { judgeLight, type Light } from "./face/light";

export interface Status {
  say(key: string): void;
  /** @param now whether this very frame showed the face. */
  show(face: Face | null, now: boolean, frame: HTMLCanvasElement): void;
  clear(): void;
}

const LIGHT_SIDE_PX = 32;
const LIGHT_EVERY = 12; // frames; the same verdict twice before it is told

export function showStatus(page: Page): Status {
  const [badge, size, light] = [element("state"), element("size"), element("light")];
  const look = createLightMeter();
  let last = "";
  const say = (key: string): void => {
    if (key === last) return;
    last = key;
    badge.hidden = key === "";
    badge.textContent = key ? page.t(key) : "";
  };
  const tellLight = (verdict: Light | null): void => {
    if (verdict === null) return;
    light.className = `badge${verdict === "good" ? "" : " warn"}`;
    light.textContent = page.t(`mirror.light_${verdict}`);
    light.dataset["light"] = verdict;
  };
  return {
    say,
    show(face, now, frame) {
      say(face ? "" : now ? "mirror.looking" : "mirror.no_face");
      size.hidden = !face;
      if (!face) {
        light.hidden = true;
        return;
      }
      tellLight(look(face, frame));
      light.hidden = light.textContent === "";
      tellWidth(page, face);
    },
    clear() {
      last = "";
      for (const part of [badge, size, light]) part.hidden = true;
      light.textContent = "";
    },
  };
}

/** Looks at the light now and then; null when there is nothing new to tell. */
function createLightMeter(): (face: Face, frame: HTMLCanvasElement) => Light | null {
  const small = document.createElement("canvas");
  small.width = small.height = LIGHT_SIDE_PX;
  const context = small.getContext("2d", { willReadFrequently: true });
  let frames = 0;
  let before: Light | null = null;
  return (face, frame) => {
    if (frames++ % LIGHT_EVERY !== 0 || !context) return null;
    const { left, top, width, height } = faceBox(face.landmarks);
    context.drawImage(frame, left, top, width, height, 0, 0, LIGHT_SIDE_PX, LIGHT_SIDE_PX);
    const verdict = judgeLight(context.getImageData(0, 0, LIGHT_SIDE_PX, LIGHT_SIDE_PX).data, LIGHT_SIDE_PX);
    context.clearRect(0, 0, LIGHT_SIDE_PX, LIGHT_SIDE_PX);
    const sure = before === null || before === verdict;
    before = verdict;
    return sure ? verdict : null;
  };
}

function tellWidth(page: Page, { width_mm: { value, sd } }: Face): void {
  const words = `${Math.round(value)} ± ${Math.round(sd)} `;
  const span = element("width");
  if (span.dataset["words"] === words) return;
  span.dataset["words"] = words;
  const unit = document.createElement("i");
  unit.textContent = page.t("mirror.mm");
  span.replaceChildren(words, unit);
  element("width-rule").style.setProperty("--sd", `${((100 * 2 * sd) / value).toFixed(1)}%`);
}
