/** One conversion: the file on its way, then its report or its question. */
import { ApiError, pageUrl, studio, uploadModel } from "../../api";
import type { Failure, Job, StudioProduct } from "../../contract";
import type { Page } from "../../page";
import { findingsOf, isOpen, type Reading } from "./findings";
import { make } from "./make";
import { createMoving, refusal, type Moving } from "./progress";
import { report } from "./report";
import type { Send } from "./send";

const POLL_MS = 700;

export interface Hooks {
  /** The brand's product of this SKU, asked anew. */
  product(sku: string): Promise<StudioProduct | null>;
  /** A job is being looked at; null: none, back to the table. */
  looking(jobId: string | null): void;
  /** The session has ended; true when that is what the error says. */
  closed(error: unknown): boolean;
}

export interface Conversion {
  send(form: FormData): void;
  open(jobId: string): void;
  close(): void;
}

export function createConversion(page: Page, host: HTMLElement, form: () => Send, hooks: Hooks): Conversion {
  const sent = new Map<string, FormData>();
  let turn = 0; // what an earlier look still waits for comes too late

  function frame(title: string, state: string): HTMLElement {
    const back = make("a", { class: "link", href: location.pathname, "data-act": "back" }, page.t("studio.back"));
    back.addEventListener("click", (event) => {
      event.preventDefault();
      hooks.looking(null);
    });
    const heading = make("h2", { tabindex: "-1" }, title);
    const body = make("div", { class: "body" });
    host.replaceChildren(back, heading, body);
    host.dataset["state"] = state;
    host.hidden = false;
    return body;
  }

  function moving(title: string, cancel: () => void): Moving {
    const made = createMoving(page, cancel);
    frame(title, "moving").append(made.node);
    host.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
    return made;
  }

  async function send(data: FormData): Promise<void> {
    const mine = (turn += 1);
    const stop = new AbortController();
    const title = String(data.get(`title_${page.lang}`) || data.get("title_zh") || data.get("title_en"));
    hooks.looking("");
    const shown = moving(title, () => stop.abort());
    shown.show("sending", 0, "");
    try {
      const job = await uploadModel(data, (part) => shown.show("sending", part, ""), stop.signal);
      sent.set(job.id, data);
      if (mine === turn) hooks.looking(job.id);
    } catch (error) {
      if (mine !== turn || hooks.closed(error)) return;
      if ((error as Error).name === "AbortError") hooks.looking(null);
      else refuse(title, "", error instanceof ApiError ? { code: error.code, message: error.message, facts: {} } : { code: "network", message: "", facts: {} });
    }
  }

  async function open(jobId: string): Promise<void> {
    const mine = (turn += 1);
    try {
      let job = await studio.job(jobId);
      if (mine !== turn) return;
      if (isOpen(job)) {
        const shown = moving(titleOf(job), () => void studio.cancel(jobId).catch(hooks.closed));
        while (isOpen(job)) {
          shown.show(job.state === "waiting" ? "waiting" : "running", job.progress, job.stage);
          await new Promise((resolve) => setTimeout(resolve, POLL_MS));
          if (mine !== turn) return;
          job = await studio.job(jobId);
        }
      }
      await end(job, mine);
    } catch (error) {
      if (mine === turn && !hooks.closed(error)) refuse(page.t("studio.products"), "", { code: "network", message: (error as Error).message, facts: {} });
    }
  }

  async function end(job: Job, mine: number): Promise<void> {
    const product = job.product_sku ? await hooks.product(job.product_sku) : null;
    if (mine !== turn) return;
    if (job.state === "cancelled") hooks.looking(null);
    else if (job.error) refuse(product?.product.title[page.lang] ?? titleOf(job), job.id, job.error);
    else finish(job, product);
  }

  function refuse(title: string, jobId: string, failure: Failure): void {
    const again = (reading: Reading, sizeToo: boolean): void => {
      form().fill(reading, sizeToo);
      const data = sent.get(jobId) ?? form().form();
      if (!data) return;
      data.set("unit", reading.unit);
      data.set("up", reading.up);
      if (sizeToo) ["width_cm", "depth_cm", "height_cm"].forEach((field, index) => data.set(field, String(reading.size_cm[index])));
      void send(data);
    };
    frame(title, "failed").append(refusal(page, failure, { again, correct: () => form().focusSize() }));
  }

  function finish(job: Job, product: StudioProduct | null): void {
    const found = findingsOf(job);
    const body = frame(product?.product.title[page.lang] ?? titleOf(job), "done");
    if (product) body.append(publishing(product));
    if (found) body.append(report(page, found, product));
    if (sent.delete(job.id)) form().reset();
    host.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  function publishing({ product, state }: StudioProduct): HTMLElement {
    const published = state === "published";
    const words = make("span", { class: published ? "badge" : "badge none" }, page.t(`studio.state_${state}`));
    const button = make("button", { type: "button", class: published ? "" : "primary", "data-act": published ? "hide" : "publish" }, page.t(published ? "studio.unpublish" : "studio.publish"));
    const link = make("a", { class: "button", href: pageUrl.product(product.sku), "data-act": "see" }, page.t("studio.see"));
    const node = make("div", { class: "row publishing" }, words, button, ...(published ? [link] : []));
    button.addEventListener("click", () => {
      button.disabled = true;
      studio.show(product.sku, !published).then(
        async () => {
          const changed = await hooks.product(product.sku);
          if (changed) node.replaceWith(publishing(changed));
        },
        (error: unknown) => {
          button.disabled = false;
          if (!hooks.closed(error)) words.textContent = error instanceof Error ? error.message : "";
        },
      );
    });
    return node;
  }

  function titleOf(job: Job): string {
    const data = sent.get(job.id);
    return String(data?.get(`title_${page.lang}`) || data?.get("title_zh") || data?.get("title_en") || job.product_sku || "");
  }

  return {
    send: (data) => void send(data),
    open: (jobId) => void open(jobId),
    close() {
      turn += 1;
      host.hidden = true;
      host.replaceChildren();
      delete host.dataset["state"];
    },
  };
}
