import { l10n } from '../l10n.js';
import { withPlainBlanks } from './plainText.js';

/** More rows would push the buttons of a dialog out of sight. */
const mostRows = 10;

/** A number in the display language, such as 1,024, with `digits` decimals. */
export function countText(count: number, digits = 0): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return withPlainBlanks(count.toLocaleString(l10n.language, options));
}

/** A size in bytes for people, in steps of 1,024. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${countText(value, power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`;
}

/** The first items, 10 by default, and a text for the number of the rest; `others` counts further items outside the list. */
export function shorten<T>(
  items: readonly T[],
  most = mostRows,
  others = 0,
): { readonly shown: readonly T[]; readonly more?: string } {
  const shown = items.slice(0, most);
  const rest = items.length - shown.length + others;
  return rest > 0 ? { shown, more: l10n.t('and {0} more', countText(rest)) } : { shown };
}
