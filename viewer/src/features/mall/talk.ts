/** Chat: a quiet column. What was sent appears when the server says it to all, me too. */
import type { ClientMessage } from "../../contract";
import type { Page } from "../../page";
import type { State } from "../../state";
import { element } from "./element";
import type { Mall } from "./mall";
import type { ChatLine } from "./visit";

const AT_END_PX = 48;

export function startTalk(page: Page, state: State<Mall>, send: (message: ClientMessage) => boolean): void {
  const [list, form] = [element("lines"), element<HTMLFormElement>("say")];
  const [field, button] = [element<HTMLInputElement>("text"), element<HTMLButtonElement>("send")];
  let shown: readonly ChatLine[] = [];
  state.watch("lines", (lines) => {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < AT_END_PX;
    const known = new Set(shown);
    const kept = new Set(lines);
    for (let gone = shown.filter((line) => !kept.has(line)).length; gone > 0; gone -= 1) list.firstElementChild?.remove();
    for (const line of lines) if (!known.has(line)) list.append(lineOf(page, line, state.value));
    shown = lines;
    if (atEnd) list.scrollTop = list.scrollHeight;
  });
  state.watch("link", (link) => {
    field.disabled = button.disabled = link !== "open";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text && send({ type: "chat", text })) field.value = "";
  });
}

function lineOf(page: Page, line: ChatLine, { friends, you }: Mall): HTMLElement {
  const row = document.createElement("li");
  row.dataset["kind"] = line.kind;
  if (line.kind !== "said") {
    row.textContent = page.t(`mall.${line.kind}`, { name: line.name });
    return row;
  }
  row.toggleAttribute("data-mine", line.sender === you);
  row.style.setProperty("--color", friends.get(line.sender)?.color ?? "var(--soft)");
  const [name, text] = [document.createElement("b"), document.createElement("span")];
  [name.textContent, text.textContent] = [line.name, line.text];
  row.append(name, text);
  return row;
}
