/** The invite link: copied with one press; shown to be copied by hand where the browser does not allow it. */
import type { Page } from "../../page";
import { inviteUrl } from "../../socket";
import type { State } from "../../state";
import { element } from "./element";
import type { Mall } from "./mall";

const SHOWN_MS = 2600;

export function startInvite(page: Page, code: string, state: State<Mall>): void {
  const button = element("copy");
  const words = button.querySelector("span")!;
  const own = words.textContent;
  let timer = 0;
  button.addEventListener("click", () => {
    const link = inviteUrl(code, state.value.looking);
    const tell = (text: string): void => {
      words.textContent = element("live").textContent = text;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => (words.textContent = own), SHOWN_MS);
    };
    copy(link).then(
      () => tell(page.t("mall.copied")),
      () => window.prompt(page.t("mall.copy"), link),
    );
  });
}

async function copy(text: string): Promise<void> {
  if (!navigator.clipboard) throw new Error("mall: no clipboard on an insecure page");
  await navigator.clipboard.writeText(text);
}
