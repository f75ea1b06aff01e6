/** The lobby works without a script; with one, a wrong code's sentence goes as soon as one types again. */
import { element } from "./element";

export function startLobby(): void {
  const field = element<HTMLInputElement>("code");
  field.addEventListener("input", () => {
    element("code-wrong").hidden = true;
    field.removeAttribute("aria-invalid");
  });
}
