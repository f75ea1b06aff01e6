/** From consent to a running mirror and back: the tracker is loaded whole before a camera is opened, so that nothing is fetched meanwhile. */
import type { Page } from "../../page";
import type { State } from "../../state";
import { hasConsent, recordConsent } from "./consent";
import { element } from "./element";
import { runSession, type Live } from "./session";
import { openCamera, openPhoto, type Source } from "./source";
import { showStatus } from "./status";
import { createTracker, type Tracker } from "./tracker";
import type { Worn } from "./worn";

export function startSources(page: Page, worn: State<Worn>, live: State<Live>): void {
  const trouble = element("trouble");
  const status = showStatus(page);
  let tries = 0;
  const show = (on: boolean): void => {
    element("consent").hidden = on;
    element("view").hidden = !on;
    element("tools").hidden = !on;
  };
  const end = (): void => {
    tries += 1;
    live.value.session?.stop();
    live.set({ session: null });
    status.clear();
  };
  const refuse = (key: string): void => {
    end();
    show(false);
    trouble.textContent = page.t(key);
  };
  const begin = async (open: () => Promise<Source>, whenRefused: (error: unknown) => string): Promise<void> => {
    end();
    const mine = tries;
    trouble.textContent = "";
    element("consent").hidden = true;
    status.say("mirror.starting");
    let tracker: Tracker;
    try {
      tracker = await createTracker();
    } catch {
      if (mine === tries) refuse("mirror.trouble_tracker");
      return;
    }
    try {
      const source = await open();
      if (mine !== tries) source.stop();
      else {
        show(true);
        live.set({ session: runSession(source, tracker, worn, status, () => refuse("mirror.trouble_tracker")) });
        return;
      }
    } catch (error) {
      if (mine === tries) refuse(whenRefused(error));
    }
    tracker.dispose();
  };
  const camera = (): Promise<void> =>
    begin(openCamera, (error) => (error instanceof DOMException && error.name === "NotFoundError" ? "mirror.trouble_none" : "mirror.trouble_denied"));
  element("camera").addEventListener("click", () => {
    recordConsent(new Date());
    void camera();
  });
  element<HTMLInputElement>("photo").addEventListener("change", ({ target }) => {
    const input = target as HTMLInputElement;
    const file = input.files?.[0];
    if (file) void begin(() => openPhoto(file), () => "mirror.trouble_photo");
    input.value = "";
  });
  element("stop").addEventListener("click", () => {
    end();
    recordConsent(null);
    show(false);
    element("camera").focus();
  });
  addEventListener("pagehide", end);
  if (hasConsent()) void camera();
}
