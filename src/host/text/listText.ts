import { l10n } from 'vscode';

/** Items of a sentence as the language of the editor lists them. */
export function listText(items: readonly string[]): string {
  return items.join(l10n.t({ message: ', ', comment: 'Between the items of a list' }));
}
