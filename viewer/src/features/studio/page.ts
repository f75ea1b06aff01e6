/** The studio: a brand's products, the form that takes another, and one conversion at a time looked at closely. */
import "./page.css";
import { studio } from "../../api";
import type { StudioProduct } from "../../contract";
import type { Page } from "../../page";
import { createConversion } from "./conversion";
import { isOpen, rowsOf } from "./findings";
import { element } from "./make";
import { startSend, type Send, type StudioData } from "./send";
import { startDoor } from "./sign";
import { showTable } from "./table";

const REFRESH_MS = 2000;

export function start(page: Page): void {
  const data = page.data<StudioData>();
  const [list, trouble] = [element("list"), element("list-trouble")];
  let products: readonly StudioProduct[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    try {
      const [owned, asked] = await Promise.all([studio.products(), studio.jobs()]);
      products = owned.products;
      trouble.textContent = "";
      showTable(page, rowsOf(products, asked.jobs));
      if (asked.jobs.some(isOpen) && !list.hidden) timer = setTimeout(() => void refresh(), REFRESH_MS);
    } catch (error) {
      if (!door.closed(error)) trouble.textContent = page.t("studio.trouble_network");
    }
  }

  /** Shows what the address says: `?job=`, or the table. */
  function look(): void {
    const jobId = new URLSearchParams(location.search).get("job");
    list.hidden = jobId !== null;
    if (jobId) conversion.open(jobId);
    else {
      conversion.close();
      void refresh();
    }
  }

  const conversion = createConversion(page, element("conversion"), () => send, {
    async product(sku) {
      await refresh();
      return products.find(({ product }) => product.sku === sku) ?? null;
    },
    looking(jobId) {
      list.hidden = jobId !== null;
      if (jobId === "") return; // still being sent: no job yet
      const url = new URL(location.href);
      if (jobId) url.searchParams.set("job", jobId);
      else url.searchParams.delete("job");
      history.pushState(null, "", url);
      look();
    },
    closed: (error) => door.closed(error),
  });
  const send: Send = startSend(page, data, conversion.send);
  const door = startDoor(page, data.signed, look);
  addEventListener("popstate", look);
  element("rows").addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-job]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const url = new URL(location.href);
    url.searchParams.set("job", link.dataset["job"] ?? "");
    history.pushState(null, "", url);
    look();
  });
}
