/** Making and finding elements. */
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with attributes (`true` sets a bare one, `false` and `undefined` leave it out) and children. */
export function make<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  made.append(...children);
  return made;
}

export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`studio: expected an element "${id}"`);
  return found as T;
}
