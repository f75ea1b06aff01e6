/** Words by key, from the same catalogue the templates use. */
export type Messages = Readonly<Record<string, string>>;
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/**
 * Looks words up by "section.key" and fills `{name}` places.
 *
 * A missing key shows itself as the key: the catalogue's tests find it before a shopper does.
 */
export function createTranslate(messages: Messages): Translate {
  return (key, values = {}) =>
    (messages[key] ?? key).replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
