import { findAlike } from './alikeNames.js';
import { shorten } from './countText.js';
import { quoted, quotedLines } from './visibleText.js';

/** The first names in quotation marks and the number of the others, for one sentence. Similar names are distinguished. */
export function firstNames(names: readonly string[], most: number): readonly string[] {
  const { shown, more } = shorten(names, most);
  return [...quotedNames(shown), ...(more === undefined ? [] : [more])];
}

/** The same, each on its own lines in the text of a question. */
export function firstNamesText(names: readonly string[], most = 5): string {
  const { shown, more } = shorten(names, most);
  return [...nameLines(shown), ...(more === undefined ? [] : [more])].join('\n');
}

/** Names in quotation marks for a sentence. Differences of similar names are shown as codes. */
export function quotedNames(names: readonly string[]): readonly string[] {
  const alike = findAlike(names);
  return names.map((name) => quoted(name, alike.get(name)));
}

/** The same, each on its own lines in the text of a question. */
export function nameLines(names: readonly string[]): readonly string[] {
  const alike = findAlike(names);
  return names.map((name) => quotedLines(name, alike.get(name)));
}

/** A name on its own lines if the sentence cut it, else empty. */
export function wholeName(name: string): string {
  const lines = quotedLines(name);
  return lines === quoted(name) ? '' : lines;
}
