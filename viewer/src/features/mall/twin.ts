/** The hall as a list: every product and everyone inside; what one can do in 3D one can do here, by keyboard too. */
import type { ProductCard } from "../../contract";
import type { Page } from "../../page";
import type { State } from "../../state";
import { element } from "./element";
import type { Mall } from "./mall";
import { lookingAt, type Friend } from "./visit";

export interface Twin {
  lookAt(sku: string): void;
  goTo(friendId: string): void;
}

export function startTwin(page: Page, state: State<Mall>, cards: ReadonlyMap<string, ProductCard>, { lookAt, goTo }: Twin): void {
  const rows = [...element("products").querySelectorAll<HTMLElement>("li[data-sku]")];
  element("products").addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("li[data-sku]") : null;
    if (!row || !state.value.you || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    lookAt(row.dataset["sku"] ?? "");
  });
  const list = element("friends");
  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-go]") : null;
    if (button) goTo(button.dataset["go"] ?? "");
  });
  state.watch("looking", (sku) => {
    for (const row of rows) row.toggleAttribute("data-looking", row.dataset["sku"] === sku);
  });
  state.watch("friends", () => {
    tellFriends(page, state.value, list, cards);
    for (const row of rows) tellEyes(row, lookingAt(state.value, row.dataset["sku"] ?? ""));
  });
  state.watch("poses", ({ members }) => {
    for (const { id, position } of members) {
      const row = list.querySelector<HTMLElement>(`[data-member="${CSS.escape(id)}"]`);
      if (row) row.dataset["position"] = `${position[0].toFixed(2)} ${position[2].toFixed(2)}`;
    }
  });
}

function tellFriends(page: Page, mall: Mall, list: HTMLElement, cards: ReadonlyMap<string, ProductCard>): void {
  const { friends, you, seats } = mall;
  const kept = new Map([...list.children].map((row) => [(row as HTMLElement).dataset["member"], row as HTMLElement]));
  list.replaceChildren(...[...friends.values()].map((friend) => friendRow(page, mall, friend, kept.get(friend.id), cards)));
  element("alone").hidden = !you || friends.size > 1;
  element("seats").textContent = you ? `${friends.size} / ${seats}` : "";
  element("friends-count").textContent = you ? String(friends.size) : "";
}

/** The row is kept where there is one: a button that has the focus keeps it. */
function friendRow(page: Page, { you }: Mall, friend: Friend, kept: HTMLElement | undefined, cards: ReadonlyMap<string, ProductCard>): HTMLElement {
  const row = kept ?? document.createElement("li");
  if (!kept) {
    row.dataset["member"] = friend.id;
    row.style.setProperty("--color", friend.color);
    const words = document.createElement("span");
    words.append(document.createElement("b"), document.createElement("small"));
    row.append(document.createElement("i"), words);
    if (friend.id !== you) row.append(goButton(page, friend));
  }
  const title = friend.sku && cards.get(friend.sku)?.title[page.lang];
  row.querySelector("b")!.textContent = friend.id === you ? `${friend.name} · ${page.t("mall.you")}` : friend.name;
  row.querySelector("small")!.textContent = title ? page.t("mall.looks_at", { title }) : page.t("mall.strolls");
  return row;
}

function goButton(page: Page, friend: Friend): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tool";
  button.dataset["go"] = friend.id;
  button.title = button.ariaLabel = page.t("mall.go_to", { name: friend.name });
  button.innerHTML = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12h14M13 6l6 6-6 6"/></svg>';
  return button;
}

/** A dot in each friend's colour beside the product they look at. */
function tellEyes(row: HTMLElement, friends: readonly Friend[]): void {
  const eyes = row.querySelector("[data-eyes]");
  eyes?.replaceChildren(
    ...friends.map(({ name, color }) => {
      const dot = document.createElement("i");
      dot.style.setProperty("--color", color);
      dot.title = name;
      return dot;
    }),
  );
  eyes?.setAttribute("aria-label", friends.map(({ name }) => name).join(", "));
}
