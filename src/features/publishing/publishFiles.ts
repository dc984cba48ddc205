import * as vscode from 'vscode';
import { findStop, leftOutText, type Stop, stopText } from '../../core/publishing/judgeFile.js';
import { actOnSave } from '../../core/publishing/mapping/consent.js';
import type { Mapping } from '../../core/publishing/mapping/mapping.js';
import { type MappedPlace, toPublication } from '../../core/publishing/mapping/toPublication.js';
import type { FileBase, Publication, PublishAct } from '../../core/publishing/publication.js';
import { noticeText } from '../../core/text/plainText.js';
import { showWarning } from '../../host/display.js';
import { isTrusted } from '../../host/trust.js';
import { judgeCovered, judgeWhole } from './judgements.js';
import type { MappedFile } from './mapping/mappingStore.js';
import { isAllowed } from './onSaveConsent.js';
import type { Publishing } from './services.js';

/** Options of publishing files. */
export interface PublishOptions extends Pick<Publication, 'act' | 'batch'> {
  /** The user asked for these files: overrides earlier refusals and a pause. */
  readonly explicit?: boolean;
  /** They wait for the user. */
  readonly held?: boolean;
  /** The content of a file before its change, if known. */
  baseOf?(file: MappedFile): Promise<FileBase | undefined> | FileBase | undefined;
}

/**
 * Publishes a saved file if its mapping says so, and warns if it has no valid key; other reasons are one log line.
 * `base` is its former content.
 */
export async function publishSaved(
  publishing: Publishing,
  uri: vscode.Uri,
  base?: Promise<FileBase | undefined>,
): Promise<void> {
  const { mappingStore } = publishing;
  // Nothing is read before trust.
  const file = isTrusted() ? await mappingStore.find(uri) : undefined;
  const stop = findStop(judgeWhole(publishing, uri, file));
  if (stop?.kind === 'unnamed') warnLeftOut(publishing, [uri]);
  if (stop?.kind === 'signedOut') await publishing.signedOutChanges.record([uri.fsPath], 'saved');
  const isRequested = file && (stop === undefined || stop.kind === 'paused');
  const sent = isRequested ? await publishAll(publishing, [file], { baseOf: () => base }) : [];
  const reason = isRequested && sent.length === 0 ? findRefusal(publishing, file) : stop;
  if (reason) logUnpublished(publishing, uri, reason);
}

/** Why a file was not requested although nothing was against it before the question. */
function findRefusal(publishing: Publishing, file: MappedFile): Stop {
  return findStop(judgeWhole(publishing, file.uri, file, { withConsent: true })) ?? { kind: 'declined' };
}

/** A workspace without a mapping has nothing to log. */
function logUnpublished({ mappingStore, deps }: Publishing, uri: vscode.Uri, stop: Stop): void {
  const hasMapping = mappingStore.folders.length > 0 || mappingStore.hasProblems;
  if (!hasMapping && stop.kind !== 'untrusted') return;
  const label = vscode.workspace.asRelativePath(uri);
  deps.log.debug(unpublishedLine(label, stopText(stop, label)));
}

/** The log line of a save that is not published. */
export function unpublishedLine(label: string, reason: string): string {
  return `not published: ${noticeText(label)}: ${reason}`;
}

/** Options of `warnLeftOut`, which otherwise considers files whose paths have no valid key. */
interface LeftOutOptions {
  /** Warns only of matching files. */
  readonly filter?: (file: Omit<MappedFile, 'key'>) => boolean;
  /** Files whose names are not UTF-8 on disk, which their paths here no longer show. */
  readonly unnamed?: readonly vscode.Uri[];
}

/** Warns of files that would be published automatically if they had a valid key; silent without any. */
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
export function isAutomatic(publishing: Publishing, file: Omit<MappedFile, 'key'>): boolean {
  return findStop(judgeCovered(publishing, file)) === undefined;
}

/**
 * Publishes mapped files after consent to each of their mappings; does nothing when signed out or declined. They are
 * held while paused. Resolves with the requested ones.
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
  for (const group of groupByMapping(files)) {
    const act = actOf(group[0].mapping, options) === 'refresh' ? 'refresh' : 'upload';
    // A folder may have more files than a call has arguments.
    if (await isAllowed(publishing, group[0], { accountId: account.id, act }, explicit))
      for (const file of group) agreed.push(file);
  }
  const built = await Promise.all(agreed.map((file) => buildPublication(publishing, file, account.id, options)));
  const publications = built.filter((publication) => publication !== undefined);
  // Any number: the user's action in the editor is no external change.
  const isHeld = held || (!explicit && publishing.pause.isOn);
  await publishing.publisher.enqueue(publications, isHeld);
  return agreed;
}

/** The action on a file: even if it is only refreshed automatically, it is uploaded when the user asks for it. */
function actOf(mapping: Mapping, { act, explicit }: PublishOptions): PublishAct {
  return act ?? (explicit ? 'upload' : (actOnSave(mapping) ?? 'upload'));
}

async function buildPublication(
  { mappingStore, deps }: Publishing,
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
  return toPublication(toMappedPlace(file, accountId), inside, {
    headers: mappingStore.rulesOf(mapping).headersOf(inside),
    act,
    ...(seen && { seen }),
    ...(base && { bases: [base] }),
    ...(batch !== undefined && { batch }),
    ...(options.explicit && { explicit: true }),
  });
}

/** The place of a file on disk, and its account. */
export function toMappedPlace(
  { folder, mapping }: Pick<MappedFile, 'folder' | 'mapping'>,
  accountId: string,
): MappedPlace {
  const root = vscode.Uri.joinPath(folder.uri, mapping.folder).fsPath;
  return { accountId, workspaceRoot: folder.uri.fsPath, root, mapping };
}

function groupByMapping(files: readonly MappedFile[]): readonly (readonly [MappedFile, ...MappedFile[]])[] {
  const groups = new Map<Mapping, [MappedFile, ...MappedFile[]]>();
  for (const file of files) {
    const group = groups.get(file.mapping);
    if (group) group.push(file);
    else groups.set(file.mapping, [file]);
  }
  return [...groups.values()];
}
