/** On a phone the list and the chat share one sheet below the hall; a row of buttons says which is open. */
export function startPanels(): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>(".tabs [data-panel]")];
  for (const button of buttons)
    button.addEventListener("click", () => {
      for (const other of buttons) {
        const open = other === button;
        other.ariaPressed = String(open);
        document.querySelector(`.panel[data-panel=${other.dataset["panel"]}]`)?.toggleAttribute("data-open", open);
      }
    });
}
