import { noticeText } from '../../plainText.js';
import { shorten } from '../dnsRecordText.js';

/** The first of these names, and how many more there are, each for a line or a place of its own. */
export function firstNames(names: readonly string[], most: number): readonly string[] {
  const { shown, more } = shorten(names, most);
  return [...shown.map(noticeText), ...(more === undefined ? [] : [more])];
}

/** The same, one a line. */
export function firstNamesText(names: readonly string[], most = 5): string {
  return firstNames(names, most).join('\n');
}
