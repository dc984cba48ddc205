import { l10n } from 'vscode';
import type { FolderAsk } from '../../../core/onboarding/run/contentAsks.js';
import { executeCommand } from '../../../host/commandIds.js';
import { pickFolder } from '../../../host/prompts/folderRows.js';
import { originText } from '../../../host/text/originProblem.js';
import { folderText } from '../../../host/text/steps/folderText.js';
import type { AskContext } from './askContext.js';
import { tellHomePage } from './siteAsks.js';

const skip = 'skip';

type Ask<K extends FolderAsk['kind']> = Extract<FolderAsk, { readonly kind: K }>;

/** Asks which folder of the workspace is published on save unless the form did, and has what it holds already published after the usual consent. */
export function askForFolder(ask: Ask<'chooseFolder' | 'publishFolder'>, context: AskContext): Promise<void> {
  return ask.kind === 'chooseFolder' ? chooseFolder(ask, context) : publishChosen(ask.folder, context);
}

async function chooseFolder({ gone }: Ask<'chooseFolder'>, context: AskContext): Promise<void> {
  const { ui, answer, run } = context;
  const notes = [
    ...(gone === undefined ? [] : [l10n.t('The folder is not in this workspace: {0}', folderText(gone))]),
    l10n.t(
      'After you agree, changed files of this folder are uploaded to {0} now and on every save',
      originText(run.plan.origin),
    ),
  ];
  const none = { label: `$(circle-slash) ${l10n.t('Do Not Publish on Save')}`, value: skip };
  const reply = await pickFolder(ui, { notes }, [none]);
  if (reply.kind !== 'value') return;
  if (reply.value === skip) return answer({ skipped: { mapping: true } });
  await publishChosen(reply.value, context);
}

async function publishChosen(folder: string, context: AskContext): Promise<void> {
  const after = await context.answerAndCheck({ folder });
  if (after?.steps.mapping.state !== 'done') return;
  await executeCommand('ossCdn.publishFolder', folder);
  await tellHomePage(context);
}
