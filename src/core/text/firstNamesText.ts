import { findAlike } from './alikeNames.js';
import { shorten } from './countText.js';
import { quoted, quotedLines } from './visibleText.js';

/** The first of these names in quotation marks, and how many more there are, each for a place of its own in a sentence; names that look alike are told apart. */
export function firstNames(names: readonly string[], most: number): readonly string[] {
  const { shown, more } = shorten(names, most);
  return [...quotedNames(shown), ...(more === undefined ? [] : [more])];
}

/** The same, each on lines of its own in the text of a question. */
export function firstNamesText(names: readonly string[], most = 5): string {
  const { shown, more } = shorten(names, most);
  return [...nameLines(shown), ...(more === undefined ? [] : [more])].join('\n');
}

/** Names for a sentence, each in quotation marks; of those that look alike, what differs shows as codes. */
export function quotedNames(names: readonly string[]): readonly string[] {
  const alike = findAlike(names);
  return names.map((name) => quoted(name, alike.get(name)));
}

/** The same, each for lines of its own in the text of a question. */
export function nameLines(names: readonly string[]): readonly string[] {
  const alike = findAlike(names);
  return names.map((name) => quotedLines(name, alike.get(name)));
}

/** The name of a question on lines of its own where the sentence has no room for all of it; empty where it has. */
export function wholeName(name: string): string {
  const lines = quotedLines(name);
  return lines === quoted(name) ? '' : lines;
}
