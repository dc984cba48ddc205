import { l10n } from 'vscode';
import type { FolderAsk } from '../../core/onboarding/run/asks.js';
import type { StepState } from '../../core/onboarding/run/run.js';
import { executeCommand } from '../../host/commandIds.js';
import { noticeText } from '../../host/plainText.js';
import { pickFolder } from '../../host/prompts/folderRows.js';
import { originText } from '../../host/text/originText.js';
import { askText } from '../../host/text/runAskText.js';
import { folderText } from '../../host/text/steps/folderText.js';
import type { AskContext } from './runQuestion.js';
import { tellHomePage } from './site.js';

const skip = 'skip';

type Ask<K extends FolderAsk['kind']> = Extract<FolderAsk, { readonly kind: K }>;

/** Asks which folder of the workspace is published on save, or to approve the one of the form, and has what it holds already published after the usual consent. */
export function askForFolder(ask: Ask<'chooseFolder' | 'publishFolder'>, context: AskContext): Promise<void> {
  return ask.kind === 'chooseFolder' ? chooseFolder(ask, context) : approveFolder(ask, context);
}

async function chooseFolder(ask: Ask<'chooseFolder'>, context: AskContext): Promise<void> {
  const { sentence } = askText(ask);
  const notes = [...(sentence === undefined ? [] : [sentence]), ...effectTexts(context)];
  const reply = await pickFolder(context.ui, { notes }, [skipRow()]);
  if (reply.kind !== 'value') return;
  await (reply.value === skip ? skipMapping(context) : publishChosen(reply.value, context));
}

/** The folder was chosen in the form, before the domain was live: it may be another one by now, or none. One that is mapped is only published, or left as it is. */
async function approveFolder(ask: Ask<'publishFolder'>, context: AskContext): Promise<void> {
  const { folder, left } = ask;
  const { sentence } = askText(ask);
  const other = {
    label: `$(folder-opened) ${l10n.t('Choose Another Folder…')}`,
    value: 'other',
  } as const;
  const reply = await context.ui.pick<'publish' | 'other' | typeof skip>({
    title: l10n.t('Folder to Publish'),
    placeholder: l10n.t('Choose how to continue'),
    notes: sentence === undefined ? effectTexts(context) : [sentence],
    items: [
      { label: `$(cloud-upload) ${l10n.t('Publish {0}', noticeText(folderText(folder)))}`, value: 'publish' },
      ...(left === undefined ? [other] : []),
      left === 'upload'
        ? { ...skipRow(), label: `$(circle-slash) ${l10n.t('Continue Without Uploading')}` }
        : skipRow(),
    ],
  });
  if (reply.kind !== 'value') return;
  if (reply.value === skip) await skipMapping(context);
  else if (reply.value === 'other') await chooseFolder({ kind: 'chooseFolder' }, context);
  else await publishChosen(folder, context);
}

/** What is changed once the user has chosen, in the cloud and in the workspace. */
function effectTexts({ run }: AskContext): readonly string[] {
  return [
    l10n.t(
      'After you agree, changed files of this folder are uploaded to {0} now and on every save',
      originText(run.plan.origin),
    ),
    l10n.t('The choice is written to {0}', '.vscode/oss-cdn.json'),
  ];
}

function skipRow() {
  return { label: `$(circle-slash) ${l10n.t('Do Not Publish on Save')}`, value: skip } as const;
}

function skipMapping({ answer }: AskContext): Promise<void> {
  return answer({ skipped: { mapping: true } });
}

async function publishChosen(folder: string, context: AskContext): Promise<void> {
  const after = await context.answerAndCheck({ folder });
  if (!after || !isMapped(after.steps.mapping)) return;
  await executeCommand('ossCdn.publishFolder', folder);
  await tellHomePage(context);
}

/** Publishes the folder before the domain is live, where the bucket has nothing that could be compared; the step looks again at once. */
export async function publishBeforeLive(folder: string, context: AskContext): Promise<void> {
  const { edge } = (await context.answerAndCheck({ folder }))?.steps ?? {};
  if (edge?.state !== 'needsUser' || edge.ask.kind !== 'emptyBucket') return;
  await executeCommand('ossCdn.publishFolder', folder);
  await context.check();
}

/** Whether the mapping is written, so that the folder can be published, which is where consent is asked for. */
function isMapped(step: StepState): boolean {
  if (step.state !== 'needsUser') return step.state === 'done';
  return step.ask.kind === 'publishFolder' && step.ask.left !== undefined;
}
