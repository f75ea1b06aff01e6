/** The card before the hall: who is inside, my name, my colour. */
import { ApiError, mallOccupancy } from "../../api";
import type { Page } from "../../page";
import { element } from "./element";
import { rememberedVisitor, rememberVisitor, type Visitor } from "./visitor";

export interface JoinCard {
  show(trouble?: { words: string; full: boolean }): void;
  hide(): void;
}

export function createJoinCard(page: Page, code: string, enter: (visitor: Visitor) => void): JoinCard {
  const form = element<HTMLFormElement>("join");
  const trouble = element("trouble");
  const name = form.elements.namedItem("name") as HTMLInputElement;
  fill(form, name);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const visitor = { name: name.value.trim(), color: String(new FormData(form).get("color")) };
    if (!visitor.name) return name.focus();
    rememberVisitor(visitor);
    enter(visitor);
  });
  return {
    show(told) {
      form.hidden = false;
      trouble.hidden = !told;
      trouble.textContent = told?.words ?? "";
      element("another").hidden = !told?.full;
      void tellOccupancy(page, code);
    },
    hide() {
      form.hidden = true;
    },
  };
}

function fill(form: HTMLFormElement, name: HTMLInputElement): void {
  const colors = [...form.querySelectorAll<HTMLInputElement>("[name=color]")];
  const kept = rememberedVisitor();
  name.value ||= kept?.name ?? "";
  const wanted = colors.find(({ value }) => value === kept?.color) ?? colors[Math.floor(Math.random() * colors.length)];
  if (wanted) wanted.checked = true;
}

async function tellOccupancy(page: Page, code: string): Promise<void> {
  const line = element("occupancy");
  try {
    const { members, seats } = await mallOccupancy(code);
    line.textContent = members ? page.t("mall.inside", { members, seats }) : page.t("mall.inside_none");
  } catch (error) {
    line.textContent = error instanceof ApiError ? error.message : page.t("mall.problem_network");
  }
}
