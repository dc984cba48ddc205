import { findAlike } from './alikeNames.js';
import { shorten } from './countText.js';
import { quoted, quotedLines } from './visibleText.js';

/** Returns the first names in quotation marks, followed by a text for the number of the others, for one sentence. Names that look alike are made distinct. */
export function firstNames(names: readonly string[], most: number): readonly string[] {
  const { shown, more } = shorten(names, most);
  return [...quotedNames(shown), ...more];
}

/** Returns the same as the function above, but with each name on lines of its own, for the text of a question. */
export function firstNamesText(names: readonly string[], most = 5): string {
  const { shown, more } = shorten(names, most);
  return [...nameLines(shown), ...more].join('\n');
}

/** Returns names in quotation marks for a sentence. Where names that look alike differ, their characters are shown as codes. */
export function quotedNames(names: readonly string[]): readonly string[] {
  const alike = findAlike(names);
  return names.map((name) => quoted(name, alike.get(name)));
}

/** Returns the same as the function above, but with each name on lines of its own, for the text of a question. */
export function nameLines(names: readonly string[]): readonly string[] {
  const alike = findAlike(names);
  return names.map((name) => quotedLines(name, alike.get(name)));
}

/** Returns a name on lines of its own if a sentence shows it shortened; empty otherwise. */
export function wholeName(name: string): string {
  const lines = quotedLines(name);
  return lines === quoted(name) ? '' : lines;
}
