import { toObjectKey } from '../../objectKey.js';
import type { FilePort } from '../../ports/local.js';
import type { FileRules } from '../mapping/fileRules.js';
import { findMapping, type MappingIndex } from '../mapping/mapping.js';
import { isSourceMap } from '../mapping/sourceMaps.js';
import type { MappedPlace } from '../mapping/toPublication.js';
import { LedgerPage } from '../objectLedger.js';
import type { LedgerRecord, PublishStore } from '../publishStore.js';
import { inPages } from '../queue/entryChanges.js';
import type { Entry } from '../queueEntry.js';
import { digestFile } from '../upload/localFile.js';
import type { PlanFile } from './comparePlan.js';
import { listMappedFiles } from './preparePlan.js';

/** The differences between a watched folder and its bucket, as far as known without OSS. */
export interface DiskDifference {
  /** Files whose current version is neither published nor requested: paths relative to the mapped folder. */
  readonly changed: readonly string[];
  /** The number of published objects without a file. */
  readonly removed: number;
  /** The number of source maps that are left out. */
  readonly sourceMaps: number;
}

/** The dependencies of the comparison. */
interface DiskContext {
  readonly files: FilePort;
  readonly store: PublishStore;
  readonly rules: FileRules;
  readonly mappings: MappingIndex;
  /** Source maps are published. */
  readonly withMaps: boolean;
}

/** Precision of file time stamps, ms: of FAT, and of file systems with fractions of a second. */
const [coarseMs, fineMs] = [2_000, 50];

/** Compares the files that a mapping watches with the ledger and the queue. Rejects as the store and the disk do. */
export async function compareWithDisk(
  place: MappedPlace,
  context: DiskContext,
  signal: AbortSignal,
): Promise<DiskDifference> {
  const { bucket, prefix } = place.mapping;
  const { rules, store, files, withMaps } = context;
  const listed = await listMappedFiles(place, '', context, signal);
  const ledger = new LedgerPage(store, bucket, prefix);
  ledger.read();
  const requested = await listRequested(place, store);
  const watched = listed.filter(({ inside }) => rules.watches(inside));
  const wanted = watched.filter(({ inside }) => withMaps || !isSourceMap(inside));
  const changed: string[] = [];
  for (const file of wanted) {
    const entry = requested.get(file.key);
    if (entry ? !isOutdated(entry, file) : await isPublished(file, ledger.get(file.key))) continue;
    changed.push(file.inside);
  }
  const present = new Set(listed.map(({ key }) => key));
  const isGone = (key: string) => !present.has(key) && isWatched(place, key.slice(prefix.length), context);
  const removed = [...ledger.keys()].filter(isGone).length;
  return { changed, removed, sourceMaps: watched.length - wanted.length };

  /** Reads bytes only if the time stamp is inconclusive. */
  async function isPublished(file: PlanFile, known: LedgerRecord | undefined): Promise<boolean> {
    if (!known || known.mtimeMs !== file.mtimeMs || known.size !== file.size) return false;
    const doubtMs = file.mtimeMs % 1_000 === 0 ? coarseMs : fineMs;
    if (known.seenAt - file.mtimeMs > doubtMs) return true;
    const path = await files.realPath(`${place.root}/${file.inside}`);
    const digest = path === undefined ? undefined : await digestFile(files, path, false, signal);
    return digest?.md5 === known.md5;
  }
}

/** The unfinished uploads of this folder, by key. */
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

function isWatched({ mapping: { folder } }: MappedPlace, inside: string, { rules, mappings }: DiskContext): boolean {
  const label = folder === '' ? inside : `${folder}/${inside}`;
  if (toObjectKey('', inside) === undefined || !rules.watches(inside)) return false;
  return findMapping(mappings, label)?.mapping.folder === folder;
}
