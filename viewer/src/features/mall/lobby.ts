/** The lobby's code field: takes a code as people type it, or a whole pasted link. The server does the same without a script. */
import { element } from "./element";

export function startLobby(): void {
  const field = element<HTMLInputElement>("code");
  const wrong = element("code-wrong");
  element("lobby-join").addEventListener("submit", () => {
    field.value = tidiedCode(field.value);
  });
  field.addEventListener("input", () => {
    wrong.hidden = true;
    field.removeAttribute("aria-invalid");
  });
}

/** A pasted link to a room, and "Bako timu rafe sodi" as somebody said it, are both "bako-timu-rafe-sodi". */
export function tidiedCode(typed: string): string {
  const last = typed.trim().split("?")[0]!.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return last.toLowerCase().split(/[\s-]+/).filter(Boolean).join("-");
}
