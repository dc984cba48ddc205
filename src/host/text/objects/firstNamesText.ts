import { l10n } from 'vscode';
import { noticeText } from '../../plainText.js';
import { countText } from '../bucketText.js';

/** The first of these names, one a line, and how many more there are. */
export function firstNamesText(names: readonly string[], shown = 5): string {
  const first = names.slice(0, shown).map(noticeText);
  const more = names.length - first.length;
  return [...first, ...(more > 0 ? [l10n.t('and {0} more', countText(more))] : [])].join('\n');
}
