import { l10n } from 'vscode';

/** Whether a setting is on, in a word. */
export function switchState(isOn: boolean): string {
  return isOn
    ? l10n.t({ message: 'on', comment: 'The state of a setting' })
    : l10n.t({ message: 'off', comment: 'The state of a setting' });
}
