/** The look as a link: copied with one press, shown to be copied by hand where the browser does not allow it. */
import type { Page } from "../../page";
import type { State } from "../../state";
import { element } from "./element";
import { lookUrl } from "./look";
import { tellBriefly } from "./told";
import type { Worn } from "./worn";

export function startLink(page: Page, worn: State<Worn>): void {
  element("link").addEventListener("click", () => {
    const link = new URL(lookUrl(worn.value), location.href).href;
    copy(link).then(
      () => tellBriefly(page.t("mirror.link_copied")),
      () => window.prompt(page.t("mirror.link"), link),
    );
  });
}

async function copy(text: string): Promise<void> {
  if (!navigator.clipboard) throw new Error("mirror: no clipboard on an insecure page");
  await navigator.clipboard.writeText(text);
}
