/** The page's own elements, which room.html promises. */
export function element<T extends Element = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`room: expected an element "${id}"`);
  return found as unknown as T;
}
