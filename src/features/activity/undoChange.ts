import * as vscode from 'vscode';
import type { ActivityEntry, Undo } from '../../core/activity/activity.js';
import { readUndoState } from '../../core/activity/applyUndo.js';
import { confirmChange } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { showBriefly, showInformation, showWarning, withProgress } from '../../host/display.js';
import { onlyConsoleText } from '../../host/text/https/certificateText.js';
import { snapshotText } from '../../host/text/snapshotText.js';
import { actionText, changeTitle } from './changeTitle.js';
import type { ActivityFeatureDeps } from './chooseChange.js';
import { planUndo } from './planUndo.js';
import type { UndoPlan } from './undoPlan.js';

/** Puts a change back: looks how things stand, shows what that changes, and does it. */
export async function undoChange(deps: ActivityFeatureDeps, entry: ActivityEntry): Promise<void> {
  const { undo } = entry;
  if (!undo) return void showInformation(vscode.l10n.t('This change cannot be undone from here'));
  const cloud = await deps.session.cloud();
  const { signal } = new AbortController();
  const state = await readUndoState(undo, cloud, signal);
  if (state === 'done') {
    await deps.activity.markUndone(entry.id);
    return void showInformation(vscode.l10n.t('This change is already undone: {0}', entry.subject));
  }
  if (state === 'changed') return tellChanged(entry);
  const plan = await planUndo({ deps, cloud, entry, signal }, undo);
  if (!plan || !(await confirmUndo(entry, undo, plan))) return;
  await withProgress({ location: { viewId: 'ossCdn.activity' } }, async () => {
    try {
      await plan.run();
    } finally {
      await executeCommand('ossCdn.refreshExplorer', 'domains');
    }
  });
  await plan.after?.();
  showBriefly(vscode.l10n.t('Undone: {0}', changeTitle(entry)), 5000);
}

function confirmUndo(entry: ActivityEntry, undo: Undo, plan: UndoPlan): Promise<boolean> {
  const { before, after } = entry;
  const lines = [
    after && vscode.l10n.t('Before: {0}', snapshotText(after, before)),
    before && vscode.l10n.t('After: {0}', snapshotText(before, after)),
  ];
  return confirmChange({
    question: vscode.l10n.t('Undo "{0}" of {1}?', actionText(entry), entry.subject),
    detail: [...plan.detail, lines.filter(Boolean).join('\n'), redoText(undo, plan)],
    button: plan.button ?? vscode.l10n.t('Undo'),
  });
}

/** The undo is a change as well, and is noted with an undo of its own where there is one. */
function redoText({ kind }: Undo, { isFinal }: UndoPlan): string {
  if (isFinal) return onlyConsoleText();
  return kind === 'deleteConfig' || kind === 'setConfig'
    ? ''
    : vscode.l10n.t('To revert this, undo the new entry that it creates.');
}

async function tellChanged(entry: ActivityEntry): Promise<void> {
  const open = vscode.l10n.t('Open Console');
  const message = vscode.l10n.t(
    'Nothing was undone, because this was changed again in the meantime: {0}',
    entry.subject,
  );
  if ((await showWarning(message, open)) === open) await executeCommand('ossCdn.openChangeConsole', entry.id);
}
