import { commands } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import { startLines } from '../../core/onboarding/approvals.js';
import type { AskOf, FolderAsk } from '../../core/onboarding/run/asks.js';
import { originText, ownBucket } from '../../core/origin.js';
import { countText, shorten } from '../../core/text/countText.js';
import { nameLines } from '../../core/text/firstNamesText.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import { quoted } from '../../core/text/visibleText.js';
import { executeCommand } from '../../host/commandIds.js';
import { folderText } from '../../host/folderText.js';
import { pickFolder } from '../../host/prompts/folderRows.js';
import { showButtons } from './askForms.js';
import type { AskButton, AskContext, QuestionsOf } from './runQuestion.js';
import { answerButton } from './ways.js';

const skip = 'skip';
/** The most lines of a modal that fit on a screen. */
const mostLines = 12;
const mostDomains = 3;

/** Definitions of the questions about the folder to publish. */
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
  allowPublishing: {
    text: ({ folder }) => ({
      row: l10n.t('Publish {0}: not allowed yet', nameOf(folder)),
      sentence: l10n.t('Publishing from this folder is not allowed yet, so nothing is uploaded from it'),
      detail: mappingDetail(),
    }),
    show: async ({ folder }, { recheckAsk }) => {
      await executeCommand('ossCdn.allowPublishing', folder);
      await recheckAsk();
    },
  },
  approveReplacing: {
    text: ({ folder, count }) => ({
      row:
        count > 0
          ? l10n.t('Approve objects to be replaced by files of {0}: {1}', nameOf(folder), countText(count))
          : l10n.t('Approve publishing of {0}', nameOf(folder)),
      detail: mappingDetail(),
    }),
    show: approveReplacing,
    observed: ['added'],
  },
  filesFailed: {
    text: ({ folder, count, failed, error }) => ({
      row:
        count === 1
          ? l10n.t('A file of {0} could not be uploaded', nameOf(folder))
          : l10n.t('{0} files of {1} could not be uploaded', countText(count), nameOf(folder)),
      detail: [
        namedLines(failed, count).join('\n'),
        ...(error ? [errorText(new AppError(error.kind, error.details))] : []),
        l10n.t('What is not uploaded is missing from the site. The onboarding continues without it as you choose.'),
      ].join('\n\n'),
    }),
    ways: ({ approval }, context) => [
      answerButton(l10n.t('Retry'), { approvals: { retryFiles: approval } }, context),
      answerButton(l10n.t('Continue Without Them'), { left: { retryFiles: approval } }, context),
    ],
    isElsewhere: true,
  },
};

function nameOf(folder: string): string {
  return noticeText(folderText(folder));
}

function mappingDetail(): string {
  return l10n.t(
    'Files saved in this folder are uploaded to the bucket and refreshed on CDN. The choice is written to .vscode/oss-cdn.json.',
  );
}

/** Asks for the folder to publish. The list shows the same text as Start, so choosing a folder also gives the consent and no second question follows. */
async function chooseFolder({ gone }: Pick<AskOf<'chooseFolder'>, 'gone'>, context: AskContext): Promise<void> {
  const { answer, run, ui } = context;
  const notes = [...(gone === undefined ? [] : [goneText(gone)]), ...effectTexts(context)];
  const skipRow = { label: `$(circle-slash) ${l10n.t('Do Not Publish on Save')}`, value: skip } as const;
  const reply = await pickFolder(ui, { notes }, [skipRow]);
  if (reply.kind !== 'value') return;
  if (reply.value === skip) await answer({ skipped: { mapping: true } });
  else await answer({ folder: reply.value, started: [...new Set([...run.answers.started, startLines.publish])] });
}

function goneText(folder: string): string {
  return l10n.t('This folder does not exist in the open workspace: {0}', nameOf(folder));
}

/** Describes what the choice of a folder changes in the cloud and in the workspace. */
function effectTexts({ run }: AskContext): readonly string[] {
  return [
    l10n.t(
      'All files of this folder are uploaded to {0} now, and changed ones on every save',
      originText(run.plan.origin),
    ),
    l10n.t('You are asked before an object is overwritten'),
    l10n.t('The choice is written to {0}', '.vscode/oss-cdn.json'),
  ];
}

/** Asks before objects are replaced. Names the objects that are overwritten; objects that are added are only counted. */
function approveReplacing(ask: AskOf<'approveReplacing'>, context: AskContext): Promise<void> {
  const { folder, count, added, served, approval } = ask;
  const { plan } = context.run;
  const detail = [
    ...(count > 0
      ? [
          [
            l10n.t('Objects that files of {0} overwrite:', quoted(folderText(folder))),
            ...namedLines(ask.replaced, count),
          ].join('\n'),
        ]
      : []),
    ...(added > 0 ? [l10n.t('New files: {0}', countText(added))] : []),
    served
      ? servedText(served)
      : l10n.t('Visitors of {0} do not see this before DNS is changed.', showDomain(plan.domain)),
    ...(count > 0 ? [beforeAfter(folder)] : []),
  ];
  const yes = count > 0 ? l10n.t('Replace and Publish') : l10n.t('Publish');
  const buttons: readonly AskButton[] = [
    answerButton(yes, { approvals: { replace: approval } }, context),
    ...(count > 0 ? [leaveButton(ask, context)] : []),
    answerButton(l10n.t('Skip'), { skipped: { publish: true } }, context),
  ];
  return showButtons(questionOf(ask, context), buttons, detail.join('\n\n'));
}

function questionOf({ count }: AskOf<'approveReplacing'>, { run: { plan } }: AskContext): string {
  const bucket = ownBucket(plan.origin)?.name ?? '';
  if (count === 1) return l10n.t('Overwrite one object in {0}?', bucket);
  if (count > 1) return l10n.t('Overwrite {0} objects in {1}?', countText(count), bucket);
  return l10n.t('Publish new files to {0}?', bucket);
}

/** Describes which visitors see the change. If the domains of the bucket cannot be listed, they are not named. */
function servedText(domains: readonly string[]): string {
  if (domains.length === 0) return l10n.t('If visitors already use this bucket, they see this at once.');
  const { shown, more } = shorten(domains, mostDomains);
  return l10n.t('Visitors of {0} see this at once.', listText([...shown.map(showDomain), ...more]));
}

/** Formats as many keys as fit, one per line, and counts the others. */
function namedLines(keys: readonly string[], count: number): readonly string[] {
  const shown = keys.slice(0, count > mostLines ? mostLines - 1 : mostLines);
  const left = count - shown.length;
  return [...nameLines(shown), ...(left > 0 ? [l10n.t('and {0} more', countText(left))] : [])];
}

function beforeAfter(folder: string): string {
  return [
    l10n.t('Before: the content that the bucket has now.'),
    l10n.t('After: the content of the files in {0}.', quoted(folderText(folder))),
    l10n.t('Overwritten content can be restored only if the bucket has versioning enabled.'),
  ].join('\n');
}

function leaveButton({ added, approval }: AskOf<'approveReplacing'>, context: AskContext): AskButton {
  const label = added > 0 ? l10n.t('Publish Only New Files') : l10n.t('Keep Objects');
  return answerButton(label, { left: { replace: approval } }, context);
}
