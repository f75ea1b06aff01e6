/** A rail of choices: one is worn or none. Arrow keys move and wear, a second tap takes off. */
export interface Choice {
  id: string;
  label: string;
  /** A colour swatch, or a poster. */
  color?: string;
  image?: string;
}

export interface Rail {
  /** Shows `id` as worn, or nothing. */
  show(id: string | null): void;
}

export function createRail(box: HTMLElement, choices: readonly Choice[], wear: (id: string | null) => void): Rail {
  const buttons = choices.map((choice) => createButton(choice));
  box.replaceChildren(...buttons);
  let worn: string | null = null;

  function show(id: string | null): void {
    worn = id;
    buttons.forEach((button, index) => {
      const chosen = button.dataset["id"] === id;
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen || (id === null && index === 0) ? 0 : -1;
      if (chosen) box.scrollTo({ left: button.offsetLeft - (box.clientWidth - button.offsetWidth) / 2, behavior: calm() ? "auto" : "smooth" });
    });
  }

  function choose(button: HTMLButtonElement): void {
    const id = button.dataset["id"] ?? null;
    const next = id === worn ? null : id;
    show(next);
    wear(next);
  }

  box.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[role=radio]");
    if (button) choose(button);
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const from = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (!step || from < 0) return;
    event.preventDefault();
    const next = buttons[(from + step + buttons.length) % buttons.length];
    next?.focus({ preventScroll: true });
    if (next && next.dataset["id"] !== worn) choose(next);
  });
  show(null);
  return { show };
}

function createButton(choice: Choice): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset["id"] = choice.id;
  button.setAttribute("role", "radio");
  button.setAttribute("aria-label", choice.label);
  button.title = choice.label;
  if (choice.color) {
    button.className = "swatch";
    button.style.background = choice.color;
    return button;
  }
  button.className = "frame-choice";
  if (choice.image) {
    const poster = document.createElement("img");
    poster.src = choice.image;
    poster.alt = "";
    poster.loading = "lazy";
    button.append(poster);
  } else button.textContent = choice.label;
  return button;
}

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
