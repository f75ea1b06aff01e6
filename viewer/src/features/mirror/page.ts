/** The mirror: consent, a camera or a photo, what is worn, and the loop that draws it on the very frame that was tracked. */
import "./page.css";
import type { Page } from "../../page";
import { createState, type State } from "../../state";
import { startBrowse, type MirrorData } from "./browse";
import { startCompare } from "./compare";
import { element } from "./element";
import { startLink } from "./link";
import type { Live } from "./session";
import { startSources } from "./sources";
import { startTools } from "./tools";
import { nothingWorn, type Worn } from "./worn";

export function start(page: Page): void {
  const worn = createState<Worn>(nothingWorn);
  const live = createState<Live>({ session: null });
  const browse = startBrowse(page, page.data<MirrorData>(), worn);
  startTools(page, worn);
  startCompare(page, worn, live, browse);
  startLink(page, worn);
  browse.wearAsked();
  for (const key of ["shade", "frame"] as const) worn.watch(key, () => tell(page, worn));
  startSources(page, worn, live);
}

function tell(page: Page, worn: State<Worn>): void {
  const { shade, frame } = worn.value;
  const parts: string[] = [];
  if (shade) parts.push(`${shade.name[page.lang]} · ${page.t(`mirror.finish_${shade.finish}`)}`);
  if (frame) parts.push(frame.title[page.lang]);
  element("worn").textContent = parts.join(" + ") || page.t("mirror.nothing");
  element("view").setAttribute("aria-label", parts.length ? page.t("mirror.view_wearing", { worn: parts.join(", ") }) : page.t("mirror.view_empty"));
}
