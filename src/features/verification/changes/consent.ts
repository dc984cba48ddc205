import { l10n } from 'vscode';
import type { Activity } from '../../../core/activity/activity.js';
import { showBriefly, showInformation, showWarning } from '../../../host/display.js';
import { executeCommand } from '../../../host/executeCommand.js';

/** Shows in a modal what will change; says whether the person wants it. Empty lines are kept. */
export async function agree(question: string, detail: readonly string[], button: string): Promise<boolean> {
  const options = { modal: true, detail: detail.join('\n') };
  return (await showWarning(question, options, button)) === button;
}

/** Says what has been done, with a button that opens the undo of the newest change of this kind where one undo takes all of it back. */
export async function tellDone(activity: Activity, message: string, action?: string): Promise<void> {
  const entry = activity.entries.find((each) => each.action === action);
  if (!entry?.undo) return void showBriefly(message, 5000);
  const undo = l10n.t('Undo');
  if ((await showInformation(message, undo)) === undo) await executeCommand('ossCdn.undoChange', entry.id);
}
