import { l10n } from '../l10n.js';
import { withPlainBlanks } from './plainText.js';

/** More rows than this would push the buttons of a dialog out of sight. */
const mostRows = 10;

/** A number as the editor's language writes it, such as 1,024, with so many digits behind the point. */
export function countText(count: number, digits = 0): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return withPlainBlanks(count.toLocaleString(l10n.language, options));
}

/** A size in bytes as people read it, in steps of 1,024. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${countText(value, power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`;
}

/** The first of several items, 10 unless given, and the words for the others where there are any, of which `others` are not among the items. */
export function shorten<T>(
  items: readonly T[],
  most = mostRows,
  others = 0,
): { readonly shown: readonly T[]; readonly more?: string } {
  const shown = items.slice(0, most);
  const rest = items.length - shown.length + others;
  return rest > 0 ? { shown, more: l10n.t('and {0} more', countText(rest)) } : { shown };
}
