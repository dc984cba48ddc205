import { toObjectKey } from '../../objectKey.js';
import type { FilePort } from '../../ports/local.js';
import { isOwnFile } from '../mapping/mapping.js';
import { isSourceMap } from '../mapping/sourceMaps.js';
import type { MappedPlace } from '../mapping/toPublication.js';
import { LedgerPage } from '../objectLedger.js';
import type { LedgerRecord, PublishStore } from '../publishStore.js';
import { inPages } from '../queue/entryChanges.js';
import type { Entry } from '../queueEntry.js';
import { digestFile } from '../upload/localFile.js';
import type { PlanFile } from './comparePlan.js';
import { type FolderScope, listMappedFiles } from './preparePlan.js';

/** How a watched folder differs from its bucket, judged from the ledger and the queue without asking OSS. */
export interface DiskDifference {
  /** Files whose current version is neither published nor requested: paths relative to the mapped folder. */
  readonly changed: readonly string[];
  /** The number of published objects whose file no longer exists. */
  readonly removed: number;
  /** The number of source maps that are not published because the user has not asked for them. */
  readonly sourceMaps: number;
}

/** How precise file time stamps are, in ms: on FAT, and on file systems that store fractions of a second. */
const [coarseMs, fineMs] = [2_000, 50];

/** Compares the files that a mapping watches with the ledger and the queue; `withMaps` if source maps are published. Rejects as the store and the disk do. */
export async function compareWithDisk(
  scope: FolderScope,
  { files, store }: { readonly files: FilePort; readonly store: PublishStore },
  withMaps: boolean,
  signal: AbortSignal,
): Promise<DiskDifference> {
  const { place, rules } = scope;
  const { bucket, prefix } = place.mapping;
  const listed = await listMappedFiles(scope, files, signal);
  const rows = new LedgerPage(store, bucket, prefix).read();
  const known = new Map(rows.map(({ key, record }) => [key, record]));
  const requested = await listRequested(place, store);
  const watched = listed.filter(({ inside }) => rules.watches(inside));
  const wanted = watched.filter(({ inside }) => withMaps || !isSourceMap(inside));
  const changed: string[] = [];
  for (const file of wanted) {
    const entry = requested.get(file.key);
    if (entry ? !isOutdated(entry, file) : await isPublished(file, known.get(file.key))) continue;
    changed.push(file.inside);
  }
  const present = new Set(listed.map(({ key }) => key));
  const isGone = (key: string) => !present.has(key) && isWatched(scope, key.slice(prefix.length));
  const removed = rows.filter(({ key }) => isGone(key)).length;
  return { changed, removed, sourceMaps: watched.length - wanted.length };

  /** Returns whether the ledger shows the current content of a file as published. Reads the file only if its time stamp does not settle that. */
  async function isPublished(file: PlanFile, known: LedgerRecord | undefined): Promise<boolean> {
    if (!known || known.mtimeMs !== file.mtimeMs || known.size !== file.size) return false;
    const doubtMs = file.mtimeMs % 1_000 === 0 ? coarseMs : fineMs;
    if (known.seenAt - file.mtimeMs > doubtMs) return true;
    const path = await files.realPath(`${place.root}/${file.inside}`);
    const digest = path === undefined ? undefined : await digestFile(files, path, false, signal);
    return digest?.md5 === known.md5;
  }
}

/** Returns the queue entries of this folder whose upload is not finished, by key. */
async function listRequested(
  { accountId, workspaceRoot, root }: MappedPlace,
  store: PublishStore,
): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  const query = { accountId, workspaceRoots: [workspaceRoot], stages: ['held', 'conflict', 'send', 'failed'] } as const;
  const seqs = await store.write(({ entries }) => entries.find(query));
  await inPages(seqs, async (page) => {
    for (const entry of await store.write(({ entries }) => entries.read(page)))
      if (entry.publication.root === root) found.set(entry.publication.key, entry);
  });
  return found;
}

/** Returns whether a request no longer covers a file: a waiting one sends the current version, a failed one had its own. */
function isOutdated({ stage, publication: { seen } }: Entry, { size, mtimeMs }: PlanFile): boolean {
  return stage === 'failed' && (seen?.size !== size || seen.mtimeMs !== mtimeMs);
}

function isWatched({ place, rules, mappings }: FolderScope, inside: string): boolean {
  return toObjectKey('', inside) !== undefined && rules.watches(inside) && isOwnFile(mappings, place.mapping, inside);
}
