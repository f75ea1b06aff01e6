/** What is seen before the model: poster and progress, then a fade; or a sentence and one action when it cannot be loaded. */
import type { Page } from "../../page";

const PROGRESS_AFTER_MS = 400; // a quick load shows no bar at all

export interface Curtain {
  prepare(): void;
  progress(done: number): void;
  rise(): void;
  fail(error: unknown): void;
}

export function findCurtain(page: Page): Curtain {
  const part = (id: string): HTMLElement => document.getElementById(id)!;
  const [stage, canvas, loading, note] = [part("stage"), part("view"), part("loading") as HTMLProgressElement, part("stage-note")];
  let timer = 0;
  return {
    prepare() {
      canvas.hidden = false;
      timer = window.setTimeout(() => (loading.hidden = false), PROGRESS_AFTER_MS);
    },
    progress: (done) => (loading.value = done),
    rise() {
      window.clearTimeout(timer);
      loading.hidden = true;
      stage.dataset["ready"] = canvas.dataset["ready"] = "";
      const poster = document.getElementById("poster");
      poster?.setAttribute("aria-hidden", "true");
    },
    fail(error) {
      window.clearTimeout(timer);
      console.warn("model not loaded", error);
      loading.hidden = true;
      canvas.hidden = true;
      note.hidden = false;
      part("stage-said").textContent = page.t("product.load_failed");
      part("stage-again").addEventListener("click", () => location.reload());
    },
  };
}
