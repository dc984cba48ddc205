import { l10n } from 'vscode';
import type { SettingChange } from '../../../core/delivery/settingChange.js';
import { plainText } from '../../../core/plainText.js';
import { argsText, functionText, settingText } from './settingText.js';

type Args = SettingChange['before'];

/** A change of settings, one line before and one after each. */
export function changesText(changes: readonly SettingChange[]): string {
  return changes
    .map(({ functionName, before, after }) =>
      [functionText(functionName), ...beforeAfterText(functionName, before, after)].join('\n'),
    )
    .join('\n\n');
}

/** What follows from so many changes, and how they are undone; one paragraph each. */
export function effectTexts(count: number): readonly string[] {
  return count === 1
    ? [
        l10n.t('The setting takes effect within minutes and is free of charge.'),
        l10n.t('To undo: use Undo in the Activity view.'),
      ]
    : [
        l10n.t('Each setting takes effect within minutes. The settings themselves are free of charge.'),
        l10n.t('To undo: use Undo in the Activity view, one setting at a time.'),
      ];
}

/** The button that makes so many changes. */
export function changeLabel(count: number): string {
  return count === 1 ? l10n.t('Change Setting') : l10n.t('Change Settings');
}

/** Where the words are the same before and after, every argument is shown. */
function beforeAfterText(functionName: string, before: Args, after: Args): readonly string[] {
  const texts = [before, after].map((args) => settingText(functionName, args));
  const isTold = !before || !after || texts[0] !== texts[1];
  const [old, now] = isTold ? texts : [before, after].map((args) => plainText(argsText({ functionName, args })));
  return [`− ${old}`, `+ ${now}`];
}
