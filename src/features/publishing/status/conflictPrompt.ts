import type * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { commandAbout } from '../../../core/publishing/queue/userCommands.js';
import { type EntryAt, isAt } from '../../../core/publishing/queueEntry.js';
import { noticeText } from '../../../core/text/plainText.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showWarning } from '../../../host/display.js';
import { offerVersioning } from '../../../host/prompts/offerVersioning.js';
import type { Publishing } from '../services.js';
import { overwriteLabel } from './queueRows.js';

type Entry = EntryAt<'conflict'>;

/**
 * Asks about objects that others have changed, once for each save. An open question does not block further ones: its objects become part of the next
 * question. They stay in the list of the status bar until the user answers.
 */
export function registerConflictPrompt(publishing: Publishing): vscode.Disposable {
  const { publisher, deps } = publishing;
  const asked = new Set<string>();
  /** The open question about each queue entry. */
  const open = new Map<string, symbol>();
  const askAbout = async (entries: readonly Entry[]) => {
    const question = Symbol('question');
    const names = entries.map(nameOf);
    for (const name of names) {
      asked.add(name);
      open.set(name, question);
    }
    const [entry] = entries;
    if (entry && entries.length === 1) await askOne(publishing, entry);
    else await askAll(publishing, entries);
    for (const name of names) if (open.get(name) === question) open.delete(name);
  };
  return publisher.onDidChange(() => {
    const entries = publisher.list({ stages: ['conflict'] }).filter((entry) => isAt(entry, 'conflict'));
    if (entries.every((entry) => asked.has(nameOf(entry)))) return;
    const concerned = entries.filter((entry) => !asked.has(nameOf(entry)) || open.has(nameOf(entry)));
    void guard(deps.log, 'ask about a conflict', () => askAbout(concerned));
  });
}

async function askOne(publishing: Publishing, entry: Entry): Promise<void> {
  const { publisher } = publishing;
  const compare = l10n.t('Compare');
  const yes = overwriteAllLabel([entry]);
  const skip = l10n.t('Skip');
  const message = conflictText([entry]);
  const buttons = entry.remote.etag ? [compare, yes, skip] : [yes, skip];
  for (;;) {
    const chosen = await showWarning(message, ...buttons);
    if (chosen === yes) return overwrite(publishing, [entry]);
    if (chosen === skip) return publisher.execute(commandAbout('skip', [entry]));
    if (chosen !== compare) return;
    await compareConflict(publishing, entry);
  }
}

/** Shows an object in conflict beside its file. The user has then seen it, so that the next save of the file replaces it. */
export async function compareConflict(
  { bucketDocuments, compared }: Publishing,
  { publication, remote }: Entry,
): Promise<void> {
  await bucketDocuments.compare(publication);
  if (remote.etag) compared.set(publication.id, remote.etag);
}

async function askAll(publishing: Publishing, entries: readonly Entry[]): Promise<void> {
  const { publisher } = publishing;
  const show = l10n.t({ message: 'Show', comment: 'Opens the list of files to be published' });
  const yes = overwriteAllLabel(entries);
  const skip = l10n.t('Skip All');
  const chosen = await showWarning(conflictText(entries), show, yes, skip);
  if (chosen === show) void executeCommand('ossCdn.showPublishing');
  if (chosen === yes) await overwrite(publishing, entries);
  if (chosen === skip) await publisher.execute(commandAbout('skip', entries));
}

async function overwrite({ publisher, deps }: Publishing, entries: readonly Entry[]): Promise<void> {
  await publisher.execute(commandAbout('overwrite', entries));
  const [first] = entries;
  // Not awaited: the offer may stay open while further conflicts are asked about.
  if (first) void guard(deps.log, 'offer versioning', () => offerVersioning(deps, first.publication.bucket));
}

/** Identifies the question about a queue entry. Another save or another change of the object makes it another question. */
function nameOf({ publication, version, remote }: Entry): string {
  return `${version} ${publication.id} ${remote.etag ?? ''}`;
}

/** Describes what others have done to the objects of queue entries in conflict. */
export function conflictText(entries: readonly Entry[]): string {
  const [entry] = entries;
  const isGone = entries.map(({ remote }) => !remote.etag);
  const isUnknown = entries.every(({ remote }) => remote.isUnknown);
  if (entry && entries.length === 1) {
    const label = noticeText(entry.publication.label);
    if (isGone[0]) return l10n.t('This object was deleted from the bucket outside this extension: {0}', label);
    return isUnknown
      ? l10n.t('The bucket has a version of this object that this computer has no record of: {0}', label)
      : l10n.t('This object was changed in the bucket outside this extension: {0}', label);
  }
  // Without a count, which is in the status bar: VS Code closes a notification when the same text is shown again.
  if (isGone.every(Boolean)) return l10n.t('Objects were deleted from the bucket outside this extension');
  if (isUnknown) return l10n.t('The bucket has versions of objects that this computer has no record of');
  return isGone.some(Boolean)
    ? l10n.t('Objects were changed or deleted in the bucket outside this extension')
    : l10n.t('Objects were changed in the bucket outside this extension');
}

/** Returns the label of the button that overwrites or deletes in spite of the conflict. */
export function overwriteAllLabel(entries: readonly Entry[]): string {
  const [entry] = entries;
  if (entry && entries.length === 1) return overwriteLabel(entry);
  const isDelete = entries.map(({ publication }) => publication.act === 'delete');
  if (isDelete.every(Boolean)) return l10n.t('Delete All Anyway');
  return isDelete.some(Boolean) ? l10n.t('Overwrite and Delete All') : l10n.t('Overwrite All');
}
