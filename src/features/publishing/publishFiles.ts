import * as vscode from 'vscode';
import { findStop, leftOutText, type Stop, stopText } from '../../core/publishing/judgeFile.js';
import { actOnSave } from '../../core/publishing/mapping/consent.js';
import type { Mapping } from '../../core/publishing/mapping/mapping.js';
import { type MappedPlace, toPublication } from '../../core/publishing/mapping/toPublication.js';
import type { ContentDigest, Publication, PublishAct } from '../../core/publishing/publication.js';
import { noticeText } from '../../core/text/plainText.js';
import { showWarning } from '../../host/display.js';
import { isTrusted } from '../../host/trust.js';
import { judgeCovered, judgeWhole } from './judgements.js';
import type { CoveredFile, MappedFile } from './mapping/mappingStore.js';
import { isAllowed } from './onSaveConsent.js';
import type { Publishing } from './services.js';

/** Options for publishing files. */
export interface PublishOptions extends Pick<Publication, 'act' | 'batch'> {
  /** Whether the user asked for exactly these files. This overrides earlier refusals and a pause. */
  readonly explicit?: boolean;
  /** Whether the files wait in the queue until the user releases them. */
  readonly held?: boolean;
  /** Whether the user has saved the file in an editor. */
  readonly isSave?: boolean;
  /** Returns the content that a file had before its change, or `undefined` if that is not known. */
  baseOf?(file: MappedFile): Promise<ContentDigest | undefined> | ContentDigest | undefined;
}

/**
 * Publishes a saved file if its mapping includes saves. Warns if the file has no valid key; any other reason not to publish it is written to the log on one
 * line. `base` is the former content of the file.
 */
export async function publishSaved(
  publishing: Publishing,
  uri: vscode.Uri,
  base?: Promise<ContentDigest | undefined>,
): Promise<void> {
  const { mappingStore } = publishing;
  // Nothing is read before trust.
  const file = isTrusted() ? await mappingStore.find(uri) : undefined;
  const stop = findStop(judgeWhole(publishing, uri, file));
  if (stop?.kind === 'unnamed') warnLeftOut(publishing, [uri]);
  if (stop?.kind === 'signedOut') await publishing.signedOutChanges.record([uri.fsPath], 'saved');
  const isRequested = file && (stop === undefined || stop.kind === 'paused');
  const sent = isRequested ? await publishAll(publishing, [file], { baseOf: () => base, isSave: true }) : [];
  const reason = isRequested && sent.length === 0 ? findRefusal(publishing, file) : stop;
  if (reason) logUnpublished(publishing, uri, reason);
}

/** Returns why a file was not requested although nothing prevented it before the question. */
function findRefusal(publishing: Publishing, file: MappedFile): Stop {
  return findStop(judgeWhole(publishing, file.uri, file, { withConsent: true })) ?? { kind: 'declined' };
}

/** Logs why a saved file is not published. A workspace without a mapping logs nothing, except that it is not trusted. */
function logUnpublished({ mappingStore, deps }: Publishing, uri: vscode.Uri, stop: Stop): void {
  const hasMapping = mappingStore.folders.length > 0 || mappingStore.hasProblems;
  if (!hasMapping && stop.kind !== 'untrusted') return;
  const label = vscode.workspace.asRelativePath(uri);
  deps.log.debug(unpublishedLine(label, stopText(stop, label)));
}

/** Returns the log line for a save that is not published. */
export function unpublishedLine(label: string, reason: string): string {
  return `not published: ${noticeText(label)}: ${reason}`;
}

/** Options of `warnLeftOut`. */
interface LeftOutOptions {
  /** Limits the warning to the files for which this returns `true`. */
  readonly filter?: (file: CoveredFile) => boolean;
  /** Files whose names on disk are not UTF-8. Their paths here no longer show this. */
  readonly unnamed?: readonly vscode.Uri[];
}

/** Warns about files that would be published automatically if their names made valid keys. Shows nothing if there are none. */
export function warnLeftOut(
  publishing: Publishing,
  uris: readonly vscode.Uri[],
  { filter = () => true, unnamed = [] }: LeftOutOptions = {},
): void {
  const { mappingStore } = publishing;
  const files = [
    ...uris.flatMap((uri) => mappingStore.getLeftOut(uri) ?? []),
    ...unnamed.flatMap((uri) => mappingStore.get(uri) ?? mappingStore.getLeftOut(uri) ?? []),
  ];
  const labels = files.filter((file) => isAutomatic(publishing, file) && filter(file)).map(({ label }) => label);
  if (labels.length > 0) void showWarning(leftOutText(labels));
}

/** Returns whether a change of this file is published automatically. */
export function isAutomatic(publishing: Publishing, file: CoveredFile): boolean {
  return findStop(judgeCovered(publishing, file)) === undefined;
}

/**
 * Publishes mapped files after consent to each of their mappings. Does nothing while signed out, or if the user declines. While publishing is paused, the
 * files are held in the queue. Resolves to the files that were requested.
 */
export async function publishAll(
  publishing: Publishing,
  files: readonly MappedFile[],
  options: PublishOptions = {},
): Promise<readonly MappedFile[]> {
  const { explicit = false, held = false } = options;
  const { account } = publishing.deps.session;
  if (!account) return [];
  const agreed: MappedFile[] = [];
  for (const [mapping, group] of Map.groupBy(files, (file) => file.mapping)) {
    const act = actOf(mapping, options) === 'refresh' ? 'refresh' : 'upload';
    const [first] = group;
    // A folder may have more files than a call has arguments.
    if (first && (await isAllowed(publishing, first, { accountId: account.id, act }, explicit)))
      for (const file of group) agreed.push(file);
  }
  const built = await Promise.all(agreed.map((file) => buildPublication(publishing, file, account.id, options)));
  const publications = built.filter((publication) => publication !== undefined);
  // Any number: the user's action in the editor is no external change.
  const isHeld = held || (!explicit && publishing.pause.isOn);
  await publishing.publisher.enqueue(publications, isHeld);
  return agreed;
}

/** Returns the action for a file. A file that is only refreshed automatically is still uploaded if the user asks for it. */
function actOf(mapping: Mapping, { act, explicit }: PublishOptions): PublishAct {
  return act ?? (explicit ? 'upload' : (actOnSave(mapping) ?? 'upload'));
}

async function buildPublication(
  { mappingStore, deps, compared }: Publishing,
  file: MappedFile,
  accountId: string,
  options: PublishOptions,
): Promise<Publication | undefined> {
  const { mapping, inside, uri } = file;
  const { batch } = options;
  const act = actOf(mapping, options);
  // An unreadable file fails in its turn.
  const seen = act === 'upload' ? await deps.files.stat(uri.fsPath).catch(() => undefined) : undefined;
  const base = act === 'upload' ? await options.baseOf?.(file) : undefined;
  const publication = toPublication(toMappedPlace(file, accountId), inside, {
    headers: mappingStore.rulesOf(mapping).headersOf(inside),
    act,
    ...(seen && { seen }),
    ...(base && { bases: [base] }),
    ...(batch !== undefined && { batch }),
    ...(options.explicit && { explicit: true }),
  });
  const approved = options.isSave && publication ? compared.get(publication.id) : undefined;
  return publication && approved !== undefined ? { ...publication, approved } : publication;
}

/** Returns the place of a file on disk, with the account that publishes it. */
export function toMappedPlace(
  { folder, mapping }: Pick<MappedFile, 'folder' | 'mapping'>,
  accountId: string,
): MappedPlace {
  const root = vscode.Uri.joinPath(folder.uri, mapping.folder).fsPath;
  return { accountId, workspaceRoot: folder.uri.fsPath, root, mapping };
}
