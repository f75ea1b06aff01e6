/** The frame around every page: the phone's menu closes by itself, dialogs open from `data-opens`. */
export function startChrome(): void {
  const menu = document.querySelector<HTMLDetailsElement>("details.menu");
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (menu?.open && !menu.contains(target)) menu.open = false;
    const opener = target?.closest<HTMLElement>("[data-opens]");
    if (opener) openDialog(opener.dataset["opens"] ?? "");
    if (target instanceof HTMLDialogElement) target.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu?.open) menu.open = false;
  });
}

function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}
