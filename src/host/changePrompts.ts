import { l10n } from 'vscode';
import type { ActivityEntry } from '../core/activity/activity.js';
import { executeCommand } from './commandIds.js';
import { showInformation, showWarning } from './display.js';

/** What a modal shows before anything is changed. */
export interface Confirmation {
  readonly question: string;
  /** What will change, before and after, and how to undo it; one paragraph each, empty ones are left out. */
  readonly detail: readonly string[];
  readonly button: string;
}

/** Shows in a modal what will change; says whether the user confirms it. */
export async function confirmChange({ question, detail, button }: Confirmation): Promise<boolean> {
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  return (await showWarning(question, options, button)) === button;
}

/** Says what has been done, and offers to undo it. */
export async function offerUndo({ id }: ActivityEntry, message: string): Promise<void> {
  const undo = l10n.t('Undo');
  if ((await showInformation(message, undo)) === undo) await executeCommand('ossCdn.undoChange', id);
}
