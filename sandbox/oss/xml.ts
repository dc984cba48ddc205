/** An element with XML content. */
export function element(name: string, ...content: readonly string[]): string {
  return `<${name}>${content.join('')}</${name}>`;
}

/** An element with escaped text. */
export function textElement(name: string, value: string | number | boolean): string {
  return element(name, escapeText(String(value)));
}

/** Several text elements in this order, without absent values. */
export function textElements(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return present.map(([name, value]) => textElement(name, value as string)).join('');
}

/** A document with one root element. */
export function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold them, and the answer must carry them.
  return text.replace(/[&<>"\u0000-\u001f]/g, (character) => {
    const named = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[character];
    return named ?? `&#${character.charCodeAt(0)};`;
  });
}

/** A time in OSS's XML: whole seconds, but written with milliseconds. */
export function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, '.000Z');
}
