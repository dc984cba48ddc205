/** An XML element as it is parsed: its children by name, text as text. */
export type Element = Readonly<Record<string, unknown>>;

/** An element that may occur any number of times, as a list; an empty element counts as none. */
export function asList(value: unknown): Element[] {
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === 'object' && item !== null);
}
