/** The studio's door: a key opens it, a button closes it. */
import { ApiError, studio } from "../../api";
import type { Page } from "../../page";
import { element } from "./make";

export interface Door {
  /** Shows the door when the session has ended; true when that is what the error says. */
  closed(error: unknown): boolean;
}

/** Calls `entered` after each sign-in, and at once where the browser is signed in already. */
export function startDoor(page: Page, signed: boolean, entered: (name: string) => void): Door {
  const [door, desk, trouble] = [element("door"), element("desk"), element("sign-trouble")];
  const key = element<HTMLInputElement>("key");
  const show = (inside: boolean): void => {
    door.hidden = inside;
    desk.hidden = !inside;
  };
  const enter = (name: string): void => {
    show(true);
    element("account").textContent = page.t("studio.signed_as", { name });
    entered(name);
  };
  const leave = (words: string): void => {
    show(false);
    trouble.textContent = words;
    key.focus();
  };
  element<HTMLFormElement>("sign").addEventListener("submit", (event) => {
    event.preventDefault();
    trouble.textContent = "";
    studio.signIn(key.value).then(
      ({ name }) => {
        key.value = "";
        enter(name);
      },
      (error: unknown) => {
        trouble.textContent = page.t(error instanceof ApiError ? (error.code === "rate" ? "studio.trouble_rate" : "studio.trouble_key") : "studio.trouble_network");
        key.select();
      },
    );
  });
  element("sign-out").addEventListener("click", () => void studio.signOut().finally(() => location.assign(location.pathname)));
  const closed = (error: unknown): boolean => {
    const ended = error instanceof ApiError && error.status === 401;
    if (ended) leave(page.t("studio.trouble_ended"));
    return ended;
  };
  if (signed) studio.account().then(({ name }) => enter(name), closed);
  return { closed };
}
