import { quoted } from '../../visible.js';
import { shorten } from '../dnsRecordText.js';
import { findAlike } from './alikeNames.js';

/** The first of these names in quotation marks, and how many more there are, each for a line or a place of its own; names that look alike are told apart. */
export function firstNames(names: readonly string[], most: number): readonly string[] {
  const { shown, more } = shorten(names, most);
  return [...quotedNames(shown), ...(more === undefined ? [] : [more])];
}

/** The same, one a line. */
export function firstNamesText(names: readonly string[], most = 5): string {
  return firstNames(names, most).join('\n');
}

/** The names of one question, each in quotation marks; of those that look alike, what differs shows as codes. */
export function quotedNames(names: readonly string[]): readonly string[] {
  const alike = findAlike(names);
  return names.map((name) => quoted(name, alike.get(name)));
}
