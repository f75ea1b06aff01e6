/** An element that the template must have. */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`mall: expected an element "${id}"`);
  return found as T;
}
