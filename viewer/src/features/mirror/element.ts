/** An element that the mirror's template promises. */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`mirror: expected an element "${id}"`);
  return found as T;
}
