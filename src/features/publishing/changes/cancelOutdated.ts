import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { findMapping } from '../../../core/publishing/mapping/mapping.js';
import { toPublication } from '../../../core/publishing/mapping/toPublication.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { canRevoke, commandAbout, isRequestedBy } from '../../../core/publishing/queue/userCommands.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { countText } from '../../../core/text/countText.js';
import { guard } from '../../../host/commands.js';
import { showWarning } from '../../../host/display.js';
import { foldersOnDisk } from '../mapping/mappingFile.js';
import type { MappedFile, MappingStore } from '../mapping/mappingStore.js';
import { isAutomatic, publishAll } from '../publishFiles.js';
import type { Publishing } from '../services.js';

/**
 * Why waiting entries of a workspace folder are not sent: their mapping has changed, another repository is there, or no
 * consent is known.
 */
type Reason = 'mapping' | 'repository' | 'consent';

/**
 * Cancels entries here without consent, from another repository, or that their mapping no longer wants. Notifies the
 * user unless they revoked the consent, and resumes everything else.
 */
export async function cancelOutdated(publishing: Publishing): Promise<void> {
  const { revocation, deps, publisher } = publishing;
  const cancelled: Readonly<Record<Reason, Entry[]>> = { mapping: [], repository: [], consent: [] };
  await publisher.resume((entries) => {
    const revoked = { revokedAt: revocation.revokedAt(), now: deps.clock.now() };
    const refused = findRefusedFolders(publishing);
    const outdated = findOutdated(publishing, entries, { ...revoked, refused });
    for (const entry of outdated.filter((each) => !isRevoked(each, revoked)))
      cancelled[refused.get(entry.publication.workspaceRoot) ?? 'mapping'].push(entry);
    return outdated.length > 0 ? [commandAbout('cancel', outdated)] : [];
  });
  // Not awaited: the notifications may stay open.
  for (const reason of ['mapping', 'repository', 'consent'] as const)
    if (cancelled[reason].length > 0)
      void guard(deps.log, 'report files that are not sent', () => notify(publishing, cancelled[reason], reason));
}

/**
 * The workspace folders, absolute, without any consent in their repository: their entries are from another one at the
 * same path, or VS Code ended before it saved the consent.
 */
function findRefusedFolders({ mappingStore, consents }: Publishing): ReadonlyMap<string, Reason> {
  const refused = new Map<string, Reason>();
  for (const folder of mappingStore.roots) {
    const workspace = folder.uri.toString();
    if (consents.knows({ workspace, repository: mappingStore.repositoryOf(folder) })) continue;
    refused.set(folder.uri.fsPath, consents.knows({ workspace }) ? 'repository' : 'consent');
  }
  return refused;
}

/** The outdated ones among these entries, without those of other workspaces. */
function findOutdated(
  { mappingStore }: Publishing,
  entries: readonly Entry[],
  { refused, ...revoked }: Pick<CurrentIntent, 'revokedAt' | 'now'> & { readonly refused: ReadonlyMap<string, Reason> },
): readonly Entry[] {
  const roots = new Set(foldersOnDisk().map(({ uri }) => uri.fsPath));
  const here = entries.filter(({ publication }) => roots.has(publication.workspaceRoot));
  const targetOf = (publication: Publication) =>
    refused.has(publication.workspaceRoot) ? undefined : findCurrentTarget(mappingStore, publication);
  return listOutdated(here, { ...revoked, targetOf });
}

async function notify(publishing: Publishing, outdated: readonly Entry[], reason: Reason): Promise<void> {
  const files = outdated.flatMap(({ publication }) => findWanted(publishing, publication) ?? []);
  const publish = l10n.t('Publish');
  const message = messageOf(reason, countText(outdated.length));
  const chosen = await showWarning(message, ...(files.length > 0 ? [publish] : []));
  if (chosen === publish) await publishAll(publishing, files, { explicit: true });
}

function messageOf(reason: Reason, count: string): string {
  switch (reason) {
    case 'mapping':
      return l10n.t('The mapping has changed. Files waiting under the previous mapping are not sent: {0}', count);
    case 'repository':
      return l10n.t('The repository in this folder has changed. Files waiting from before are not sent: {0}', count);
    case 'consent':
      return l10n.t(
        'No consent to publish from this folder was found. Files waiting from before are not sent: {0}',
        count,
      );
  }
}

/** The file if it is still to be sent, but to another place or in another way. */
function findWanted(publishing: Publishing, publication: Publication): MappedFile | undefined {
  const { act, path, explicit } = publication;
  const file = act === 'delete' ? undefined : publishing.mappingStore.get(vscode.Uri.file(path));
  const isWanted =
    file &&
    (explicit || (isAutomatic(publishing, file) && isPublishedOnSave(publishing.mappingStore, publication, file)));
  return isWanted ? file : undefined;
}

/** The target of a file, and its settings in the mapping. */
export type Target = Pick<Publication, 'bucket' | 'key' | 'domains' | 'headers' | 'variants' | 'prefetch'>;

/** What the workspace wants published now. */
interface CurrentIntent {
  /** Requests until then are revoked; ms since the epoch. */
  readonly revokedAt: number;
  /** Ms since the epoch. */
  readonly now: number;
  /** The present target of an entry's file: `undefined` for none, `unknown` if the mappings cannot be read. */
  targetOf(publication: Publication): Target | 'unknown' | undefined;
}

/** Entries that would send revoked content, or differ from the present mappings. Objects already in the bucket stay, to be refreshed. */
export function listOutdated(entries: readonly Entry[], intent: CurrentIntent): readonly Entry[] {
  return entries.filter((entry) => {
    if (!canRevoke(entry)) return false;
    if (isRevoked(entry, intent)) return true;
    const target = intent.targetOf(entry.publication);
    return target !== 'unknown' && !isSame(entry.publication, target);
  });
}

/** Returns whether consent was revoked after the entry was requested. */
function isRevoked(entry: Entry, { revokedAt, now }: Pick<CurrentIntent, 'revokedAt' | 'now'>): boolean {
  return Number.isFinite(revokedAt) && isRequestedBy(entry, revokedAt, now);
}

/** For explicit requests only the place must match; automatic ones must match the mapping. */
function isSame(publication: Publication, target: Target | undefined): boolean {
  if (target === undefined || placeText(publication) !== placeText(target)) return false;
  return publication.explicit === true || rulesText(publication) === rulesText(target);
}

function placeText({ bucket, key, domains }: Target): string {
  return JSON.stringify([bucket.name, bucket.region, bucket.uploadDomain ?? '', key, [...domains].sort()]);
}

function rulesText({ headers = {}, variants = [], prefetch = false }: Target): string {
  return JSON.stringify([Object.entries(headers).sort(), [...variants].sort(), prefetch]);
}

/**
 * The present target of a file, by its workspace folder and path at the time of the request; none if only the mapping
 * requested it and no longer does.
 */
function findCurrentTarget(mappingStore: MappingStore, publication: Publication): Target | 'unknown' | undefined {
  const { workspaceRoot, root, label, accountId, explicit = false } = publication;
  const folder = foldersOnDisk().find(({ uri }) => uri.fsPath === workspaceRoot);
  const mappings = folder && mappingStore.validMappingsOf(folder);
  if (!mappings) return 'unknown';
  const found = findMapping(mappings, label);
  if (!found || (!explicit && !isPublishedOnSave(mappingStore, publication, found))) return undefined;
  const { mapping, inside } = found;
  const headers = mappingStore.rulesOf(mapping).headersOf(inside);
  return toPublication({ accountId, workspaceRoot, root, mapping }, inside, { headers });
}

/** Returns whether a save would still do this to the file. */
function isPublishedOnSave(
  mappingStore: MappingStore,
  { act }: Publication,
  { mapping, inside }: Pick<MappedFile, 'mapping' | 'inside'>,
): boolean {
  if (mapping.onSave === 'off' || (mapping.onSave === 'refresh' && act !== 'refresh')) return false;
  return mappingStore.rulesOf(mapping).includes(inside);
}
