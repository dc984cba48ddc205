import { commands, l10n } from 'vscode';
import type { AskOf, FolderAsk } from '../../core/onboarding/run/asks.js';
import type { StepState } from '../../core/onboarding/run/run.js';
import { executeCommand } from '../../host/commandIds.js';
import { noticeText } from '../../host/plainText.js';
import { pickFolder } from '../../host/prompts/folderRows.js';
import { originText } from '../../host/text/originText.js';
import { folderText } from '../../host/text/steps/folderText.js';
import type { AskContext, AskText, QuestionsOf } from './runQuestion.js';
import { tellHomePage } from './site.js';
import { answerButton } from './ways.js';

const skip = 'skip';

/** Questions about the folder to publish. */
export const folderQuestions: QuestionsOf<FolderAsk> = {
  openFolder: {
    text: () => ({
      row: l10n.t('Open a folder to publish from'),
      detail: l10n.t('No folder is open in this window. Open the folder of your site to continue the onboarding.'),
    }),
    ways: (_ask, context) => [
      { label: l10n.t('Open Folder…'), act: () => commands.executeCommand('vscode.openFolder') },
      answerButton(l10n.t('Skip'), { skipped: { mapping: true } }, context),
    ],
    isElsewhere: true,
  },
  chooseFolder: {
    text: ({ gone }) => ({
      row: l10n.t('Choose the folder to publish'),
      ...(gone !== undefined && { sentence: goneText(gone) }),
      detail: mappingDetail(),
    }),
    show: chooseFolder,
  },
  publishFolder: {
    text: ({ folder, left }) => publishTexts[left](noticeText(folderText(folder))),
    show: approveFolder,
  },
};

/** By what is left to do. */
const publishTexts: Readonly<Record<AskOf<'publishFolder'>['left'], (folder: string) => AskText>> = {
  approval: (folder) => ({ row: l10n.t('Approve publishing of {0}', folder), detail: mappingDetail() }),
  consent: (folder) => ({
    row: l10n.t('Publish {0}: not allowed yet', folder),
    sentence: l10n.t('Publishing from this folder is not allowed yet, so nothing is uploaded from it'),
    detail: mappingDetail(),
  }),
  upload: (folder) => ({
    row: l10n.t('Publish {0}: nothing uploaded yet', folder),
    sentence: l10n.t('No file of this folder has been uploaded yet; only files saved from now on are'),
    detail: mappingDetail(),
  }),
};

function mappingDetail(): string {
  return l10n.t(
    'Files saved in this folder are uploaded to the bucket and refreshed on CDN. The choice is written to .vscode/oss-cdn.json.',
  );
}

async function chooseFolder({ gone }: Pick<AskOf<'chooseFolder'>, 'gone'>, context: AskContext): Promise<void> {
  const notes = [...(gone === undefined ? [] : [goneText(gone)]), ...effectTexts(context)];
  const reply = await pickFolder(context.ui, { notes }, [skipRow()]);
  if (reply.kind !== 'value') return;
  await (reply.value === skip ? skipMapping(context) : publishChosen(reply.value, context));
}

/** The folder was chosen in the form, before the domain was live: it may be another one by now, or none. One that is mapped is only published, or left as it is. */
async function approveFolder({ folder, left }: AskOf<'publishFolder'>, context: AskContext): Promise<void> {
  const { sentence } = publishTexts[left](noticeText(folderText(folder)));
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
      ...(left === 'approval' ? [other] : []),
      left === 'upload'
        ? { ...skipRow(), label: `$(circle-slash) ${l10n.t('Continue Without Uploading')}` }
        : skipRow(),
    ],
  });
  if (reply.kind !== 'value') return;
  if (reply.value === skip) await skipMapping(context);
  else if (reply.value === 'other') await chooseFolder({}, context);
  else await publishChosen(folder, context);
}

function goneText(folder: string): string {
  return l10n.t('This folder does not exist in the open workspace: {0}', noticeText(folderText(folder)));
}

/** Changes that follow once the user has chosen, in the cloud and in the workspace. */
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

/** Whether the mapping is written, so that the folder can be published, which is where consent is asked for. */
function isMapped(step: StepState): boolean {
  if (step.state !== 'needsUser') return step.state === 'done';
  return step.ask.kind === 'publishFolder' && step.ask.left !== 'approval';
}
