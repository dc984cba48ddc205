import { inTurns } from '../../concurrency/inTurns.js';
import { createGate, forEachLimited } from '../../concurrency/limit.js';
import { toObjectKey } from '../../objectKey.js';
import { listPages } from '../../oss/listPages.js';
import type { ClockPort, FilePort, HistoryPort } from '../../ports/local.js';
import type { BucketRef, ObjectEntry, ObjectHead, OssPort } from '../../ports/oss.js';
import type { FileRules } from '../mapping/fileRules.js';
import { listInWorkspace } from '../mapping/listUploadable.js';
import { isOwnFile, labelIn, type Mapping, type MappingIndex } from '../mapping/mapping.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import type { MappedPlace } from '../mapping/toPublication.js';
import { LedgerPage, type LedgerRecord, type LedgerRow, rulesText } from '../objectLedger.js';
import { readOwnedUntil } from '../ownership.js';
import { coverOf, readPlaceHead } from '../placeHead.js';
import type { ContentDigest } from '../publication.js';
import type { PublishStore } from '../publishStore.js';
import { inPages } from '../queue/entryChanges.js';
import type { Sent } from '../queueEntry.js';
import { digestFile, holdsName } from '../upload/localFile.js';
import {
  comparePair,
  knownMd5,
  type PlanFacts,
  type PlanFile,
  type PlanItem,
  type PlanPair,
  type PlanRemote,
  pairByKey,
} from './comparePlan.js';

/** A mapped folder, or the part of it at `below` (POSIX, without a trailing slash), and the rules of its mapping. */
export interface FolderScope {
  readonly place: MappedPlace;
  readonly below: string;
  readonly rules: FileRules;
  /** All mappings of the workspace folder. Objects that belong to a mapping of an inner folder or of another target are not deleted. */
  readonly mappings: MappingIndex;
  /** Mappings of other workspace folders, whose objects must not be deleted here. */
  readonly foreign: readonly Mapping[];
}

/** The dependencies of a plan. */
export interface PlanTools {
  readonly oss: OssPort;
  readonly files: FilePort;
  readonly store: PublishStore;
  readonly clock: Pick<ClockPort, 'now'>;
  /** Called from time to time with the number of files and objects read so far. */
  onProgress(seen: number): void;
  /** The history of the folder, which tells whether the head of the place covers what would be a conflict otherwise. */
  readonly history?: HistoryPort;
  /** Called for each file of the mapping that has no valid object key. `label` is its path relative to the workspace folder. */
  onLeftOut?(label: string): void;
}

type SentByKey = ReadonlyMap<string, Sent>;

/**
 * Compares a folder with the bucket. Changes only the ledger. Returns one item for each file and for each deletable object without a file, in key order.
 */
export async function preparePlan(
  scope: FolderScope,
  tools: PlanTools,
  signal: AbortSignal,
): Promise<readonly PlanItem[]> {
  const { place, below } = scope;
  const { bucket, prefix } = place.mapping;
  const start = below === '' ? prefix : `${prefix}${below}/`;
  const page = new LedgerPage(tools.store, bucket, start);
  const seenAt = tools.clock.now();
  const [files, remotes] = await Promise.all([
    listMappedFiles(scope, tools.files, signal, tools.onLeftOut),
    listRemote({ bucket, prefix: start }, page, tools, signal),
  ]);
  tools.onProgress(files.length + remotes.filter(({ object }) => object).length);
  const sent = await listSent(place, tools.store);
  const missing: MissingFacts[] = [];
  const others: string[] = [];
  await inTurns(pairByKey(files, remotes), (pair) => {
    if (!pair.file) others.push(pair.key);
    const needed = findMissing(pair);
    if (needed) missing.push(needed);
  });
  const { digests, heads } = await readMissingFacts(place, missing, tools, signal);
  const deletable = await findDeletable(scope, others, tools.files);
  const agreedUntil = tools.store.read((tx) => readOwnedUntil(tx, { bucket, prefix })) ?? 0;
  const compareAll = async (ownedUntil: PlanFacts['ownedUntil']) => {
    const facts: PlanFacts = { digests, heads, deletable, sent: (key) => sent.get(key), ownedUntil };
    const items: PlanItem[] = [];
    await inTurns(pairByKey(files, remotes), (pair) => {
      const item = comparePair(pair, facts);
      if (!item) return;
      items.push(item);
      recordUnchanged(item, pair.known, page, seenAt);
    });
    return items;
  };
  const items = await compareAll(() => agreedUntil);
  await page.save();
  const { oss, history } = tools;
  if (!history || !items.some(({ kind, conflict }) => kind === 'change' && conflict !== undefined)) return items;
  const coveredUntil = coverOf(await readPlaceHead({ oss, history }, { bucket, prefix }, place.root, signal));
  return compareAll((key) => Math.max(agreedUntil, coveredUntil(key) ?? 0));
}

/** Returns what our uploads with a lost answer may have left in the bucket, by key. Reads the queue in pages, so that the extension host is not blocked. */
async function listSent({ accountId, mapping: { bucket } }: MappedPlace, store: PublishStore): Promise<SentByKey> {
  const found = new Map<string, Sent>();
  const seqs = await store.write(({ entries }) => entries.find({ accountId }));
  await inPages(seqs, async (page) => {
    for (const { publication, sent } of await store.write(({ entries }) => entries.read(page)))
      if (sent && publication.bucket.name === bucket.name && publication.bucket.region === bucket.region)
        found.set(publication.key, sent);
  });
  return found;
}

/** Lists the files of a folder that its mapping publishes; reports those without a valid key, as in `PlanTools`. */
export async function listMappedFiles(
  { place, below, rules, mappings }: FolderScope,
  files: FilePort,
  signal: AbortSignal,
  onLeftOut?: (label: string) => void,
): Promise<readonly PlanFile[]> {
  const { folder, prefix } = place.mapping;
  const top = below === '' ? place.root : `${place.root}/${below}`;
  const toInside = (path: string) => (below === '' ? path : `${below}/${path}`);
  const isMeant = (inside: string) => isOwnFile(mappings, place.mapping, inside) && rules.includes(inside);
  const leaveOut = (inside: string) => {
    const label = labelIn(place.mapping, inside);
    if (isMeant(inside) && !isNeverUploaded(label)) onLeftOut?.(label);
  };
  const label = [folder, below].filter(Boolean).join('/');
  const listed = await listInWorkspace(files, { path: top, label }, signal, {
    onUnnamed: (path) => leaveOut(toInside(path)),
  });
  const found: PlanFile[] = [];
  await inTurns(listed, ({ path, size, mtimeMs }) => {
    const inside = toInside(path);
    if (!isMeant(inside)) return;
    const key = toObjectKey(prefix, inside);
    if (key === undefined) leaveOut(inside);
    else found.push({ inside, key, size, mtimeMs, headers: rules.headersOf(inside) });
  });
  return found;
}

/**
 * Lists the objects below a prefix and what the ledger knows of them, in key order. The ledger is read together with each page, since more could be published
 * between the two if it were read later.
 */
async function listRemote(
  { bucket, prefix }: { readonly bucket: BucketRef; readonly prefix: string },
  ledger: LedgerPage,
  { oss, onProgress }: PlanTools,
  signal: AbortSignal,
): Promise<readonly PlanRemote[]> {
  const remotes: PlanRemote[] = [];
  let objects = 0;
  for await (const page of listPages(oss, bucket, prefix, signal)) {
    joinPage(page, ledger.read(page.at(-1)?.key ?? ''), remotes);
    objects += page.length;
    onProgress(objects);
  }
  joinPage([], ledger.read(), remotes);
  return remotes.sort(byKey);
}

/** Joins a page of a listing with the ledger rows of the same keys, and adds the result to `found`. */
function joinPage(objects: readonly ObjectEntry[], rows: readonly LedgerRow[], found: PlanRemote[]): void {
  const rest = new Map<string, LedgerRow>();
  for (const row of rows) rest.set(row.key, row);
  // Neighbours were often written in the same second.
  let [time, modifiedAt] = ['', Number.NaN];
  for (const { key, size, etag, lastModified } of objects) {
    const row = rest.get(key);
    if (row) rest.delete(key);
    if (lastModified !== time) [time, modifiedAt] = [lastModified, Date.parse(lastModified)];
    // A text of the listing would keep its whole page in memory.
    const own = row?.record.etag === etag ? row.record.etag : etag;
    const headers = noHeaders;
    const object = Number.isNaN(modifiedAt) ? { size, etag: own, headers } : { size, etag: own, headers, modifiedAt };
    found.push({ key: row?.key ?? key, object, known: row?.record });
  }
  for (const { key, record } of rest.values()) found.push({ key, object: undefined, known: record });
}

const noHeaders = {};

/** OSS and the ledger sort by UTF-8 bytes, which differs beyond the basic plane. */
function byKey(left: { readonly key: string }, right: { readonly key: string }): number {
  return left.key < right.key ? -1 : 1;
}

/** Records that a file equals its object, so that it need not be read the next time. `seenAt` is when the bucket was asked, ms since the epoch. */
function recordUnchanged(
  { kind, key, file, etag }: PlanItem,
  known: LedgerRecord | undefined,
  page: LedgerPage,
  seenAt: number,
): void {
  if (kind !== 'skip' || !file?.digest || etag === undefined) return;
  const acl = known?.etag === etag ? known.acl : 'unknown';
  const { size, mtimeMs, headers, digest } = file;
  page.set(key, { size, mtimeMs, rules: rulesText(headers), md5: digest.md5, etag, acl, seenAt });
}

const concurrent = 8;

/** Returns the keys of objects that may be deleted: they belong to this mapping, and nothing on disk has their name. */
async function findDeletable(
  scope: FolderScope,
  keys: readonly string[],
  files: FilePort,
): Promise<ReadonlySet<string>> {
  const { root, mapping } = scope.place;
  const own = keys.filter((key) => isOwn(scope, key));
  const deletable = new Set(own);
  await forEachLimited(own, concurrent, async (key) => {
    const inside = key.slice(mapping.prefix.length);
    // Something may exist without being listed, such as a link that leaves the folder.
    if (await holdsName({ path: `${root}/${inside}`, root }, files)) deletable.delete(key);
  });
  return deletable;
}

/**
 * Returns whether this mapping could have published the object. It must not belong to another mapping, be excluded or be a folder marker, and its key must
 * be a possible file name.
 */
function isOwn({ place, mappings, foreign, rules }: FolderScope, key: string): boolean {
  const { mapping } = place;
  const { folder, bucket, prefix } = mapping;
  const inside = key.slice(prefix.length);
  // The queue refuses `a//b`, which the disk finds at `a/b`: it would be listed and then left.
  if (toObjectKey('', inside) === undefined || !rules.includes(inside)) return false;
  if (isNeverUploaded(labelIn(mapping, inside)) || !isOwnFile(mappings, mapping, inside)) return false;
  const covers = (other: Mapping, shortest: number) =>
    other.bucket.name === bucket.name && other.prefix.length >= shortest && key.startsWith(other.prefix);
  if (foreign.some((other) => covers(other, prefix.length))) return false;
  for (const other of mappings.values()) if (other.folder !== folder && covers(other, prefix.length + 1)) return false;
  return true;
}

/** The most simultaneous file reads. Each large file has its own buffer. */
const diskReads = 8;
/** The most objects whose headers are read at the same time. */
const mostHeads = 64;

/** Reads what the ledger and the listing do not tell: digests of files, and headers of objects. Throws `cancelled` if `signal` aborts. */
async function readMissingFacts(
  { root, mapping: { bucket } }: MappedPlace,
  needing: readonly MissingFacts[],
  { oss, files: disk }: PlanTools,
  signal: AbortSignal,
): Promise<Pick<PlanFacts, 'digests' | 'heads'>> {
  const heads = new Map<string, ObjectHead>();
  const digests = new Map<string, ContentDigest>();
  if (needing.length === 0) return { digests, heads };
  const withDiskSlot = createGate(diskReads);
  const failed = new AbortController();
  const readFacts = async ({ file: { key, inside }, object, head }: MissingFacts) => {
    // After a failure, waiting files are neither read nor sent.
    const digest = await withDiskSlot(async () => {
      const path = failed.signal.aborted ? undefined : await disk.realPath(`${root}/${inside}`);
      return path === undefined ? undefined : digestFile(disk, path, head === 'always', signal);
    });
    if (!digest) return;
    digests.set(key, digest);
    if (head === 'never' || (head === 'sameContent' && digest.md5 !== object.etag.toUpperCase())) return;
    const found = await oss.readObjectHead(bucket, key, AbortSignal.any([signal, failed.signal]));
    if (found) heads.set(key, found);
  };
  await forEachLimited(needing, diskReads + mostHeads, (facts) =>
    readFacts(facts).catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  return { digests, heads };
}

/** A file to read, and when to request the HEAD of its object: `always` for the CRC-64, `sameContent` for the headers alone. */
interface MissingFacts {
  readonly file: PlanFile;
  readonly object: ObjectHead;
  readonly head: 'never' | 'sameContent' | 'always';
}

/** Returns what the comparison of a file with its object still needs, or `undefined` if nothing has to be read. */
function findMissing({ file, object, known }: PlanPair): MissingFacts | undefined {
  if (!file || object?.size !== file.size) return undefined;
  if (known?.etag === object.etag && knownMd5(file, known) !== undefined) return undefined;
  // Any other ETag is not the MD5, such as of a multipart object. An ETag of this form that is not the MD5 either counts
  // as other content; its upload compares the CRC-64 and finds it unchanged.
  if (!/^[0-9A-F]{32}$/i.test(object.etag)) return { file, object, head: 'always' };
  const hasUnsureHeaders = known?.etag !== object.etag && Object.keys(file.headers).length > 0;
  return { file, object, head: hasUnsureHeaders ? 'sameContent' : 'never' };
}
