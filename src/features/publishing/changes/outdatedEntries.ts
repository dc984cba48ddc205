import { findMapping } from '../../../core/publishing/mapping/mapping.js';
import { toPublication } from '../../../core/publishing/mapping/toPublication.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { canRevoke, isRequestedBy } from '../../../core/publishing/queue/userCommands.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { foldersOnDisk } from '../mapping/mappingFile.js';
import type { MappedFile, MappingStore } from '../mapping/mappingStore.js';

/** Where a file goes, and what its mapping says of it on the way. */
export type Target = Pick<Publication, 'bucket' | 'key' | 'domains' | 'headers' | 'variants' | 'prefetch'>;

/** What the workspace wants published now. */
export interface CurrentIntent {
  /** What was requested by then is no longer agreed to; ms since the epoch. */
  readonly revokedAt: number;
  /** Ms since the epoch. */
  readonly now: number;
  /** Where the mappings put the file of an entry now: nowhere when `undefined`; `unknown` when they cannot be read. */
  targetOf(publication: Publication): Target | 'unknown' | undefined;
}

/** Entries that would still send what was revoked, or otherwise than the mappings say by now. What is in the bucket by now stays, to be refreshed. */
export function listOutdated(entries: readonly Entry[], intent: CurrentIntent): readonly Entry[] {
  return entries.filter((entry) => {
    if (!canRevoke(entry)) return false;
    if (isRevoked(entry, intent)) return true;
    const target = intent.targetOf(entry.publication);
    return target !== 'unknown' && !isSame(entry.publication, target);
  });
}

/** Whether consent was taken back, if ever, after the entry was requested. */
export function isRevoked(entry: Entry, { revokedAt, now }: Pick<CurrentIntent, 'revokedAt' | 'now'>): boolean {
  return Number.isFinite(revokedAt) && isRequestedBy(entry, revokedAt, now);
}

/** Only the place binds what the user asked for; what is automatic goes as its mapping says. */
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

/** Where the mappings put a file now, by its own workspace folder and its path in that, as when it was requested; nowhere where only the mapping requested it and no longer does. */
export function findCurrentTarget(
  mappingStore: MappingStore,
  publication: Publication,
): Target | 'unknown' | undefined {
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

/** Whether a save would still have this done to the file. */
export function isPublishedOnSave(
  mappingStore: MappingStore,
  { act }: Publication,
  { mapping, inside }: Pick<MappedFile, 'mapping' | 'inside'>,
): boolean {
  if (mapping.onSave === 'off' || (mapping.onSave === 'refresh' && act !== 'refresh')) return false;
  return mappingStore.rulesOf(mapping).includes(inside);
}
