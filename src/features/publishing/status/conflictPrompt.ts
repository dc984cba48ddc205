import type * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import {
  lookAtPlace,
  own,
  type PublishPlace,
  publishPlaceId,
  publishPlaceOf,
} from '../../../core/publishing/ownership.js';
import { isCovering, readPlaceHead, type SeenHead } from '../../../core/publishing/placeHead.js';
import { commandAbout } from '../../../core/publishing/queue/userCommands.js';
import { type EntryAt, isAt } from '../../../core/publishing/queueEntry.js';
import { noticeText, withRemark } from '../../../core/text/plainText.js';
import { dateTimeText } from '../../../core/text/timeText.js';
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
    const names = entries.map(questionOf);
    for (const name of names) {
      asked.add(name);
      open.set(name, question);
    }
    const places = [...Map.groupBy(entries, ({ publication }) => publishPlaceId(publishPlaceOf(publication))).values()];
    const sorted = await Promise.all(places.map((some) => lookAtHead(publishing, some)));
    const others = sorted.flatMap((each) => each.entries.filter((entry) => !isOfPlace(entry)));
    const [entry] = others;
    await Promise.all([
      ...sorted.map((each) => askPlace(publishing, { ...each, entries: each.entries.filter(isOfPlace) })),
      entry && (others.length === 1 ? askOne(publishing, entry) : askAll(publishing, others)),
    ]);
    for (const name of names) if (open.get(name) === question) open.delete(name);
  };
  return publisher.onDidChange(() => {
    const entries = publisher.list({ stages: ['conflict'] }).filter((entry) => isAt(entry, 'conflict'));
    if (entries.every((entry) => asked.has(questionOf(entry)))) return;
    const concerned = entries.filter((entry) => !asked.has(questionOf(entry)) || open.has(questionOf(entry)));
    void guard(deps.log, 'ask about a conflict', () => askAbout(concerned));
  });
}

/** Whether the user is asked about the place instead of the object: nothing is known of an object that an upload would replace. */
function isOfPlace({ publication, remote }: Entry): boolean {
  return remote.isUnknown === true && publication.act !== 'delete';
}

/** The conflicts of one place, and its head, if it can be read. */
interface PlaceConflicts {
  readonly entries: readonly Entry[];
  readonly head: SeenHead | undefined;
}

async function lookAtHead({ deps }: Publishing, entries: readonly Entry[]): Promise<PlaceConflicts> {
  const [first] = entries;
  const read = async ({ publication }: Entry) => {
    const tools = { oss: (await deps.session.cloud()).oss, history: deps.history };
    return readPlaceHead(tools, publishPlaceOf(publication), publication.root, AbortSignal.timeout(lookMs));
  };
  // The question is asked without it.
  return { entries, head: first && (await read(first).catch(() => undefined)) };
}

/** How long the look at a place may take before the question is asked without it, ms. */
const lookMs = 10_000;

/** Asks once about everything in a place that was not published from here. With Publish Anyway, all that was written until now is ours to replace. */
async function askPlace(publishing: Publishing, { entries, head }: PlaceConflicts): Promise<void> {
  const { publisher, deps } = publishing;
  const [first] = entries;
  if (!first) return;
  const place = publishPlaceOf(first.publication);
  const show = entries.length === 1 ? l10n.t('Compare') : showLabel();
  const yes = l10n.t('Publish Anyway');
  const skip = entries.length === 1 ? l10n.t('Skip') : l10n.t('Skip All');
  const { oss } = await deps.session.cloud();
  const now = await lookAtPlace(oss, place, AbortSignal.timeout(lookMs)).catch(() => undefined);
  for (;;) {
    const chosen = await showWarning(placeQuestion(place, head, now?.newest ?? 0, deps.clock.now()), show, yes, skip);
    if (chosen === yes && now) await own(await deps.store.open(), place, now.until);
    if (chosen === yes) return overwrite(publishing, entries);
    if (chosen === skip) return publisher.execute(commandAbout('skip', entries));
    if (chosen !== show) return;
    if (entries.length > 1) return void executeCommand('ossCdn.showPublishing');
    await compareConflict(publishing, first);
  }
}

/** Describes a place whose objects were not published from here. `newest` is when the last of them was written, ms since the epoch; 0 if unknown. */
export function placeQuestion(
  { bucket, prefix }: PublishPlace,
  head: SeenHead | undefined,
  newest: number,
  now: number,
): string {
  const name = noticeText(`${bucket.name}/${prefix}`);
  if (head && !isCovering(head)) {
    const { commit, branch, isClean, relation } = head;
    const from = branch === undefined ? commit.slice(0, 7) : withRemark(commit.slice(0, 7), noticeText(branch));
    if (isClean && relation === 'rolledBack')
      return l10n.t('{0} was rolled back to {1}, which lacks commits that you have', name, from);
    return isClean
      ? l10n.t('{0} was published from {1}, which is not in your history', name, from)
      : l10n.t('{0} was published from {1} with uncommitted changes', name, from);
  }
  return newest > 0
    ? l10n.t('Files in {0} were not published from this computer. Last change: {1}', name, dateTimeText(newest, now))
    : l10n.t('Files in {0} were not published from this computer', name);
}

function showLabel(): string {
  return l10n.t({ message: 'Show', comment: 'Opens the list of files to be published' });
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
  const show = showLabel();
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
function questionOf({ publication, version, remote }: Entry): string {
  return `${version} ${publication.id} ${remote.etag ?? ''}`;
}

/** Describes what others have done to the objects of queue entries in conflict. */
export function conflictText(entries: readonly Entry[]): string {
  const [entry] = entries;
  const isGone = entries.map(({ remote }) => !remote.etag);
  if (entry && entries.length === 1) {
    const label = noticeText(entry.publication.label);
    if (isGone[0]) return l10n.t('This object was deleted from the bucket outside this extension: {0}', label);
    return l10n.t('This object was changed in the bucket outside this extension: {0}', label);
  }
  // Without a count, which is in the status bar: VS Code closes a notification when the same text is shown again.
  if (isGone.every(Boolean)) return l10n.t('Objects were deleted from the bucket outside this extension');
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
