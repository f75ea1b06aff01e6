/** What the server left in the HTML for the script: which page, its language, its data and its words. */
import type { Unit } from "./i18n/size";
import { createTranslate, type Messages, type Translate } from "./i18n/translate";
import { createState, type State } from "./state";

export type Lang = "zh" | "en";

export interface Page {
  name: string;
  lang: Lang;
  /** The language tag for `Intl`: "zh-CN", "en-US", "en-GB". */
  locale: string;
  t: Translate;
  /** Centimetres, or inches where the reader asked. */
  units: State<{ unit: Unit }>;
  /** The page's data; the caller names the contract type that the server wrote. */
  data<T>(): T;
}

/** Reads a `<script type="application/json">` by its id. */
export function readJson<T>(id: string): T {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error(`page: expected a JSON script "${id}", found none`);
  return JSON.parse(text) as T;
}

export function readPage(): Page {
  const { page = "", lang = "en", locale = "en-US" } = document.body.dataset;
  return {
    name: page,
    lang: lang === "zh" ? "zh" : "en",
    locale,
    t: createTranslate(readJson<Messages>("messages")),
    units: createState<{ unit: Unit }>({ unit: "cm" }),
    data: <T>() => readJson<T>("page-data"),
  };
}
