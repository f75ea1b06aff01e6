/** The form that is always there: a file, what it is, and its true size. */
import type { Page } from "../../page";
import { bytesText, type Reading } from "./findings";
import { element } from "./make";

export interface StudioData {
  signed: boolean;
  most_bytes: number;
  suffixes: string[];
}

export interface Send {
  /** Fills in what a reading of the file says, for the brand to see and to send again. */
  fill(reading: Reading, sizeToo: boolean): void;
  /** The form as it stands; null, with a sentence shown, where something is missing. */
  form(): FormData | null;
  focusSize(): void;
  /** Empties the form for the next product. */
  reset(): void;
}

export function startSend(page: Page, data: StudioData, send: (form: FormData) => void): Send {
  const form = element<HTMLFormElement>("send");
  const file = element<HTMLInputElement>("file");
  const [trouble, fileName, fileNote] = [element("send-trouble"), element("file-name"), element("file-note")];
  const empty: [string | null, string | null] = [fileName.textContent, fileNote.textContent];
  const named = (field: string): HTMLInputElement => form.elements.namedItem(field) as HTMLInputElement;

  function told(): void {
    const chosen = file.files?.[0];
    trouble.textContent = "";
    if (!chosen) return;
    fileName.textContent = chosen.name;
    fileNote.textContent = bytesText(chosen.size);
    element("drop").classList.add("full");
  }

  /** The message key of what is missing or wrong, and the field it is about. */
  function problem(): [key: string, field: HTMLElement] | null {
    const chosen = file.files?.[0];
    if (!chosen) return ["studio.trouble_no_file", file];
    if (!data.suffixes.some((suffix) => chosen.name.toLowerCase().endsWith(suffix))) return ["studio.trouble_suffix", file];
    if (chosen.size > data.most_bytes) return ["studio.trouble_large", file];
    if (!named("title_zh").value.trim() && !named("title_en").value.trim()) return ["studio.trouble_title", named("title_zh")];
    const side = ["width_cm", "depth_cm", "height_cm"].map(named).find((input) => !(Number(input.value) > 0) || !input.validity.valid);
    if (side) return ["studio.trouble_size", side];
    return named("sku").validity.valid ? null : ["studio.trouble_sku", named("sku")];
  }

  const made: Send = {
    fill({ unit, up, size_cm }, sizeToo) {
      named("unit").value = unit;
      named("up").value = up;
      element<HTMLDetailsElement>("more").open = true;
      if (sizeToo) ["width_cm", "depth_cm", "height_cm"].forEach((field, index) => (named(field).value = String(size_cm[index] ?? "")));
    },
    form() {
      const wrong = problem();
      trouble.textContent = wrong ? page.t(wrong[0], { most: Math.round(data.most_bytes / 2 ** 20), suffixes: data.suffixes.join(", ") }) : "";
      wrong?.[1].focus();
      return wrong ? null : new FormData(form);
    },
    focusSize: () => named("width_cm").focus(),
    reset() {
      form.reset();
      [fileName.textContent, fileNote.textContent] = empty;
      element("drop").classList.remove("full");
    },
  };
  file.addEventListener("change", told);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const filled = made.form();
    if (filled) send(filled);
  });
  startDrop(element("drop"), (files) => {
    file.files = files;
    told();
  });
  return made;
}

function startDrop(drop: HTMLElement, dropped: (files: FileList) => void): void {
  const over = (on: boolean) => (event: DragEvent): void => {
    event.preventDefault();
    drop.classList.toggle("over", on);
  };
  addEventListener("dragover", over(true));
  addEventListener("dragleave", (event) => event.relatedTarget === null && over(false)(event));
  addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer?.files.length) dropped(event.dataTransfer.files);
  });
}
