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
  /** Leaves only the choices that pass in the rail. */
  narrow(keep: (id: string) => boolean): void;
  /** Wears the choice after or before the worn one. */
  step(by: 1 | -1): void;
  /** The worn choice and some around it in the rail, far enough apart to tell, `count` where there are as many. */
  near(count: number): string[];
}

const APART = 24; // in a rail of as many, neighbours are told apart by eye

export function createRail(box: HTMLElement, choices: readonly Choice[], wear: (id: string | null) => void): Rail {
  const buttons = choices.map((choice) => createButton(choice));
  box.replaceChildren(...buttons);
  let worn: string | null = null;
  const inRail = (): HTMLButtonElement[] => buttons.filter((button) => !button.hidden);

  function show(id: string | null): void {
    worn = id;
    const reachable = inRail().find((button) => button.dataset["id"] === id) ?? inRail()[0];
    for (const button of buttons) {
      button.setAttribute("aria-checked", String(button.dataset["id"] === id));
      button.tabIndex = button === reachable ? 0 : -1;
    }
    if (reachable) center(box, reachable);
  }

  function choose(button: HTMLButtonElement | undefined, off: boolean): void {
    if (!button) return;
    const id = button.dataset["id"] ?? null;
    const next = off && id === worn ? null : id;
    show(next);
    wear(next);
  }

  function beside(from: number, by: number): HTMLButtonElement | undefined {
    const shown = inRail();
    return shown[from < 0 && by < 0 ? shown.length - 1 : (from + by + shown.length) % shown.length];
  }

  box.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[role=radio]");
    if (button) choose(button, true);
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const from = inRail().indexOf(document.activeElement as HTMLButtonElement);
    if (!step || from < 0) return;
    event.preventDefault();
    const next = beside(from, step);
    next?.focus({ preventScroll: true });
    choose(next, false);
  });
  show(null);
  return {
    show,
    narrow(keep) {
      for (const button of buttons) button.hidden = !keep(button.dataset["id"] ?? "");
      show(worn);
    },
    step: (by) => choose(beside(inRail().findIndex((button) => button.dataset["id"] === worn), by), false),
    near(count) {
      const ids = inRail().map((button) => button.dataset["id"] ?? "");
      const apart = Math.max(1, Math.floor(ids.length / APART));
      const last = Math.max(0, ids.length - 1 - (count - 1) * apart);
      const first = Math.min(Math.max(0, ids.indexOf(worn ?? "") - apart), last);
      const near = Array.from({ length: count }, (_, index) => ids[first + index * apart] ?? "").filter(Boolean);
      return worn === null || near.includes(worn) || !ids.includes(worn) ? near : [worn, ...near.slice(1)];
    },
  };
}

/** Brings a choice to the rail's middle, without scrolling the page. */
function center(box: HTMLElement, button: HTMLElement): void {
  box.scrollTo({ left: button.offsetLeft - (box.clientWidth - button.offsetWidth) / 2, behavior: calm() ? "auto" : "smooth" });
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
    Object.assign(poster, { src: choice.image, alt: "", draggable: false });
    button.append(poster);
  }
  const name = document.createElement("span");
  name.textContent = choice.label;
  button.append(name);
  return button;
}

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
