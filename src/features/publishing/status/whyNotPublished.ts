import * as vscode from 'vscode';
import { accountText } from '../../../core/account.js';
import { l10n } from '../../../core/l10n.js';
import { findStop, type Judge, type Judgement, type Stop, stopText } from '../../../core/publishing/judgeFile.js';
import { publicationId } from '../../../core/publishing/publication.js';
import type { LedgerRecord, PublishStore } from '../../../core/publishing/publishStore.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { noticeText } from '../../../core/text/plainText.js';
import { dateTimeText } from '../../../core/text/timeText.js';
import { type CdnTarget, executeCommand } from '../../../host/commandIds.js';
import { chooseRow, showWarning } from '../../../host/display.js';
import { judgeWhole } from '../judgements.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { findSubject } from '../onSaveConsent.js';
import type { Publishing } from '../services.js';
import { toRow } from './queueRows.js';
import { resultText } from './recentRows.js';

/** A row of the answer with its action. */
interface WhyRow extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/**
 * Lists for a file, by default the active editor's, whether a save is published, the result of each judge, and the
 * object's state; each row leads to its solution.
 */
export async function whyNotPublished(publishing: Publishing, target: CdnTarget | undefined): Promise<void> {
  const uri =
    typeof target === 'string' ? vscode.Uri.parse(target, true) : vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== 'file') {
    void showWarning(l10n.t('Open a file of a mapped folder first'));
    return;
  }
  const { mappingStore } = publishing;
  const file = await mappingStore.find(uri);
  if (file) await recallConsent(publishing, file);
  const label = vscode.workspace.asRelativePath(uri);
  const judgements = judgeWhole(publishing, uri, file, { isOutside: true, withConsent: true });
  const outcome = file && (await readOutcome(publishing, file));
  const ofFile = { uri, label, file };
  const rows = [
    ...unsavedRows(uri),
    ...(outcome ? [toOutcomeRow(outcome)] : []),
    ...judgements.flatMap((each) => toJudgeRow(publishing, each, ofFile)),
  ];
  const title = l10n.t('Why Was This Not Published? {0}', noticeText(label));
  const chosen = await chooseRow(rows, { title, placeHolder: summaryOf(judgements, outcome, label) });
  await chosen?.run?.();
}

/** For external changes only the rows tell. */
function summaryOf(judgements: readonly Judgement[], outcome: Outcome | undefined, label: string): string {
  const stop = findStop(judgements.filter(({ judge }) => judge !== 'sourceMaps' && judge !== 'watch'));
  if (outcome?.isDecisive) return outcome.text;
  return stop ? stopText(stop, label) : (outcome?.text ?? l10n.t('Saving this file publishes it'));
}

/** Also if VS Code ended before it had saved the consent. */
async function recallConsent(publishing: Publishing, file: MappedFile): Promise<void> {
  const { account } = publishing.deps.session;
  if (!account) return;
  const act = file.mapping.onSave === 'refresh' ? 'refresh' : 'upload';
  await publishing.consentPrompt.recall(await findSubject(publishing, file, account.id, act));
}

/** The state of the file; a decisive one overrides the judges. */
interface Outcome {
  readonly icon: string;
  readonly text: string;
  readonly detail?: string;
  readonly button: string;
  readonly isDecisive: boolean;
  readonly run: () => unknown;
}

async function readOutcome(publishing: Publishing, file: MappedFile): Promise<Outcome> {
  const { account } = publishing.deps.session;
  const store = account && (await openStore(publishing));
  const { mapping, key } = file;
  const id = publicationId(mapping.bucket, key);
  const entry = account && store?.read(({ entries }) => entries.get(account.id, id));
  if (entry) return ofEntry(publishing, entry);
  const record = store?.read(({ ledger }) => ledger.get(mapping.bucket, key));
  return record ? ofRecord(publishing, file, record) : ofNone(file);
}

/** An unreadable store has no information. */
async function openStore({ deps: { store } }: Publishing): Promise<PublishStore | undefined> {
  return (await store.hasData()) ? store.open().catch(() => undefined) : undefined;
}

function ofEntry({ deps }: Publishing, entry: Entry): Outcome {
  const { icon, words, detail } = toRow(entry, deps.clock.now());
  const button = l10n.t('Show Publishing Status');
  const run = () => executeCommand('ossCdn.showPublishing');
  return { icon, text: words, ...(detail !== undefined && { detail }), button, isDecisive: true, run };
}

async function ofRecord({ deps, recentWork }: Publishing, file: MappedFile, record: LedgerRecord): Promise<Outcome> {
  const now = deps.clock.now();
  const { bucket } = file.mapping;
  const ended = recentWork.results.find(({ object }) => object?.key === file.key && object.bucket.name === bucket.name);
  const state = await deps.files.stat(file.uri.fsPath).catch(() => undefined);
  const isSame = state?.size === record.size && state.mtimeMs === record.mtimeMs;
  if (!isSame) {
    const time = dateTimeText(record.seenAt, now);
    return ofUnpublished(file, l10n.t('Changed on disk since it was published, last checked at {0}', time));
  }
  return {
    icon: 'pass',
    text: ended
      ? l10n.t('Published: {0}', resultText(ended, now))
      : l10n.t('The bucket has it as it is on disk, last checked at {0}', dateTimeText(record.seenAt, now)),
    button: l10n.t('Check What the Edge Serves'),
    isDecisive: true,
    run: () => executeCommand('ossCdn.checkAtEdge', file.uri.toString()),
  };
}

function ofNone(file: MappedFile): Outcome {
  return ofUnpublished(file, l10n.t('Not published from this computer yet'));
}

function ofUnpublished({ uri }: MappedFile, text: string): Outcome {
  const run = () => executeCommand('ossCdn.publishFile', uri.toString());
  return { icon: 'circle-outline', text, button: l10n.t('Publish File'), isDecisive: false, run };
}

function toOutcomeRow({ icon, text, detail, button, run }: Outcome): WhyRow {
  return { ...row(icon, text, button, run), ...(detail !== undefined && { detail }) };
}

function row(icon: string, label: string, button?: string, run?: () => unknown): WhyRow {
  const leads = button !== undefined && run ? { description: `→ ${button}`, run } : {};
  return { label, iconPath: new vscode.ThemeIcon(icon), ...leads };
}

/** Unsaved changes are not on disk. */
function unsavedRows(uri: vscode.Uri): readonly WhyRow[] {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (!document?.isDirty) return [];
  return [row('circle-slash', l10n.t('The file has unsaved changes'), l10n.t('Save'), () => document.save())];
}

interface OfFile {
  readonly uri: vscode.Uri;
  readonly label: string;
  readonly file: MappedFile | undefined;
}

function toJudgeRow(publishing: Publishing, { judge, stop }: Judgement, ofFile: OfFile): readonly WhyRow[] {
  if (stop) return [row('circle-slash', stopText(stop, ofFile.label), ...wayOut(stop, ofFile))];
  const text = passText(publishing, judge, ofFile);
  return text === undefined ? [] : [row('pass', text)];
}

/** The text of a judge without an objection; `undefined` if that is obvious. */
function passText({ deps }: Publishing, judge: Judge, { file }: OfFile): string | undefined {
  switch (judge) {
    case 'trust':
      return l10n.t('The workspace is trusted');
    case 'mapping':
      return file && l10n.t('Mapped to {0}', noticeText(`${file.mapping.bucket.name}/${file.key}`));
    case 'mode':
      return file?.mapping.onSave === 'refresh'
        ? l10n.t('Saving refreshes CDN URLs alone: something else uploads the file')
        : l10n.t('Files are published when they are saved');
    case 'globs':
      return l10n.t('The mapping includes the file');
    case 'watch':
      return l10n.t('Changes by other programs are published too');
    case 'account':
      return l10n.t('Signed in: {0}', accountText(deps.session.account));
    case 'consent':
      return l10n.t('You have agreed to publish from this folder');
    default:
      return undefined;
  }
}

type WayOut = readonly [button?: string, run?: () => unknown];

/** The button that resolves a stop; none if only another name helps. */
function wayOut({ kind }: Stop, { uri, file }: OfFile): WayOut {
  const folder = file && vscode.Uri.joinPath(file.folder.uri, file.mapping.folder).toString();
  switch (kind) {
    case 'untrusted':
      return [l10n.t('Trust'), () => vscode.commands.executeCommand('workbench.trust.manage')];
    case 'signedOut':
      return [l10n.t('Sign In'), () => executeCommand('ossCdn.signIn')];
    case 'paused':
      return [l10n.t('Resume Publishing'), () => executeCommand('ossCdn.resumePublishing')];
    case 'declined':
    case 'never':
    case 'unasked':
    case 'otherConsent':
      return [l10n.t('Allow Publishing on Save…'), () => executeCommand('ossCdn.allowPublishing', folder)];
    case 'neverUploaded':
      return [l10n.t('Publish File'), () => executeCommand('ossCdn.publishFile', uri.toString())];
    case 'sourceMap':
      return [l10n.t('Publish Folder…'), () => executeCommand('ossCdn.publishFolder', folder)];
    case 'unnamed':
      return [];
    default:
      return [l10n.t('Open Mapping File'), () => executeCommand('ossCdn.openMapping')];
  }
}
