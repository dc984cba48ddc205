import type { ObjectHead } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import type { ContentDigest } from '../publication.js';
import type { Sent } from '../queueEntry.js';
import { compareObject, hasContent, mayDelete } from '../upload/compareObject.js';

/** A file of the mapped folder for the comparison with its object, whose key is `key`. `digest` is set only if the ledger does not have the MD5 of the file. */
export interface PlanFile {
  readonly inside: string;
  readonly key: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly digest?: ContentDigest;
}

/** How an object differs from the record of what was last published: it was changed or deleted outside this extension, or it has no record (`unknown`). */
export type Conflict = 'changed' | 'deleted' | 'unknown';

/**
 * The planned action of publishing on one object. `headers` means that only the object's headers change. A `delete`, or an item with a `conflict`, is carried
 * out only if the user selects it.
 */
export interface PlanItem {
  readonly kind: 'add' | 'change' | 'headers' | 'delete' | 'skip';
  readonly key: string;
  /** The file on disk. Absent for an object without a file. */
  readonly file?: PlanFile;
  readonly size: number;
  /** The ETag of the existing object, for whose replacement or deletion the user is asked. */
  readonly etag?: string;
  /** Set if publishing this file alone would ask first, and for an object without a file that differs from the ledger. */
  readonly conflict?: Conflict;
}

/** The object and the record of a key, in the bucket and in the ledger. Headers of objects are unknown, since a listing has none. */
export interface PlanRemote {
  readonly key: string;
  readonly object: ObjectHead | undefined;
  readonly known: LedgerRecord | undefined;
}

/** The file and the object of one key, or the one that exists, and what the ledger knows of the object. */
export interface PlanPair extends PlanRemote {
  readonly file: PlanFile | undefined;
}

/** The digests and headers that were read. `digests` and `heads` have only the keys for which the ledger and the listing do not tell enough. */
export interface PlanFacts {
  readonly digests: ReadonlyMap<string, ContentDigest>;
  readonly heads: ReadonlyMap<string, ObjectHead>;
  /** The keys without a file whose objects this mapping is allowed to delete. */
  readonly deletable: ReadonlySet<string>;
  /** Returns what our last upload may have left in the bucket if its answer was lost. */
  sent(key: string): Sent | undefined;
  /** Returns the time before which the object of a key is ours to replace; see `readOwnedUntil` and `coverOf`. */
  ownedUntil(key: string): number | undefined;
}

/** A file that was changed less than this before it was read may have changed again with the same time stamp, in ms. */
const racyWriteMs = 2_000;

/** Returns the MD5 from the ledger if the size and time stamp show that the file has not changed, otherwise `undefined`. */
export function knownMd5(
  { size, mtimeMs }: Pick<PlanFile, 'size' | 'mtimeMs'>,
  known: LedgerRecord | undefined,
): string | undefined {
  if (!known || known.mtimeMs === 0 || known.mtimeMs !== mtimeMs || known.size !== size) return undefined;
  return known.seenAt - known.mtimeMs > racyWriteMs ? known.md5 : undefined;
}

/** Pairs the files with what there is of the same keys. Both lists must be in key order. What has neither a file nor an object is left out. */
export function* pairByKey(files: readonly PlanFile[], remotes: readonly PlanRemote[]): Generator<PlanPair> {
  let ofFile = 0;
  let ofRemote = 0;
  while (ofFile < files.length || ofRemote < remotes.length) {
    const file = firstOf(files[ofFile], remotes[ofRemote]);
    const remote = firstOf(remotes[ofRemote], files[ofFile]);
    if (file) ofFile++;
    if (remote) ofRemote++;
    const key = file?.key ?? remote?.key ?? '';
    if (file || remote?.object) yield { key, file, object: remote?.object, known: remote?.known };
  }
}

/** Returns the first argument, unless the other one comes before it. */
function firstOf<Each extends { readonly key: string }>(
  each: Each | undefined,
  other: { readonly key: string } | undefined,
): Each | undefined {
  return each && (!other || each.key <= other.key) ? each : undefined;
}

/** Compares a file with its object. Returns `undefined` for an object without a file that must not be deleted. */
export function comparePair(pair: PlanPair, facts: PlanFacts): PlanItem | undefined {
  const { key, file: listed, object, known } = pair;
  if (!listed) return object && facts.deletable.has(key) ? planDelete(key, object, known, facts) : undefined;
  const digest = facts.digests.get(key);
  const file = digest ? { ...listed, digest } : listed;
  const { size } = file;
  if (!object) return withConflict({ kind: 'add', key, file, size }, findConflict(pair, facts));
  const kind = compare(file, object, known, facts.heads.get(key));
  return withConflict(
    { kind, key, file, size, etag: object.etag },
    kind === 'change' ? findConflict(pair, facts) : undefined,
  );
}

function withConflict(item: PlanItem, conflict: Conflict | undefined): PlanItem {
  return conflict ? { ...item, conflict } : item;
}

/** Returns the conflict that a file has with the object in the bucket. Decides like the upload of a single file, so that the plan shows the same conflicts. */
function findConflict({ key, file, object, known }: PlanPair, facts: PlanFacts): Conflict | undefined {
  // The contents were compared before and differ.
  const local = { size: file?.size ?? 0, md5: '' };
  const remote = object && (facts.heads.get(key) ?? object);
  const decision = compareObject({
    local,
    remote,
    known,
    ownedUntil: facts.ownedUntil(key),
    sent: facts.sent(key),
    approved: undefined,
    rules: {},
  });
  if (decision !== 'conflict') return undefined;
  if (!object) return 'deleted';
  return known ? 'changed' : 'unknown';
}

function planDelete(
  key: string,
  object: ObjectHead,
  known: LedgerRecord | undefined,
  { sent }: Pick<PlanFacts, 'sent'>,
): PlanItem {
  const { size, etag } = object;
  const isOurs = mayDelete({ remote: object, known, sent: sent(key), approved: undefined });
  return { kind: 'delete', key, size, etag, ...(!isOurs && { conflict: known ? 'changed' : 'unknown' }) };
}

function compare(
  file: PlanFile,
  object: ObjectHead,
  known: LedgerRecord | undefined,
  head: ObjectHead | undefined,
): PlanItem['kind'] {
  if (!isSame(file, object, known, head)) return 'change';
  return hasRules(file, object, known, head) ? 'skip' : 'headers';
}

function isSame(
  file: PlanFile,
  object: ObjectHead,
  known: LedgerRecord | undefined,
  head: ObjectHead | undefined,
): boolean {
  const md5 = file.digest?.md5 ?? knownMd5(file, known);
  if (md5 === undefined || object.size !== file.size) return false;
  if (known?.etag === object.etag && known.md5 === md5) return true;
  return hasContent(head ?? object, file.digest ?? { size: file.size, md5 });
}

function hasRules(
  { headers }: PlanFile,
  object: ObjectHead,
  known: LedgerRecord | undefined,
  head: ObjectHead | undefined,
): boolean {
  if (head) return Object.entries(headers).every(([name, value]) => head.headers[name] === value);
  if (known?.etag === object.etag) return known.rules === rulesText(headers);
  return Object.keys(headers).length === 0;
}
