import { l10n, type Uri } from 'vscode';
import type { PickItem } from '../../../core/form.js';
import { executeCommand } from '../../../host/commandIds.js';
import { listFolderRows } from '../../../host/prompts/folderRows.js';
import { originText } from '../../../host/text/originProblem.js';
import type { AskContext } from './askContext.js';

/** Asks which folder of the workspace is published on save, and has what it holds already published after the usual consent. */
export async function chooseFolder({ ui, answer, answerAndCheck, run }: AskContext): Promise<void> {
  const reply = await ui.pick({
    title: l10n.t('Folder to Publish'),
    placeholder: l10n.t('Choose the folder of your site'),
    notes: [
      l10n.t(
        'After you agree, changed files of this folder are uploaded to {0} now and on every save',
        originText(run.plan.origin),
      ),
    ],
    items: listRows(),
  });
  if (reply.kind !== 'value') return;
  if (reply.value === 'skip') return answer({ skipped: { mapping: true } });
  const folder = reply.value.toString();
  const after = await answerAndCheck({ folder });
  if (after?.steps.mapping.state === 'done') await executeCommand('ossCdn.publishFolder', folder);
}

async function listRows(): Promise<readonly PickItem<Uri | 'skip'>[]> {
  const skip = { label: `$(circle-slash) ${l10n.t('Do Not Publish on Save')}`, group: ' ', value: 'skip' as const };
  return [...(await listFolderRows()), skip];
}
