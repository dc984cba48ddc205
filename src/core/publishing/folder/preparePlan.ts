import { forEachLimited } from '../../concurrency/limit.js';
import { toObjectKey } from '../../objectKey.js';
import { listPages } from '../../oss/listPages.js';
import type { ClockPort, FilePort } from '../../ports/local.js';
import type { BucketRef, ObjectEntry, OssPort } from '../../ports/oss.js';
import type { FileRules } from '../mapping/fileRules.js';
import { listInWorkspace } from '../mapping/listUploadable.js';
import { findMapping, type Mapping, type MappingIndex } from '../mapping/mapping.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import type { MappedPlace } from '../mapping/toPublication.js';
import { LedgerPage, rulesText } from '../objectLedger.js';
import type { PublishStore } from '../publishStore.js';
import { inPages } from '../queue/entryChanges.js';
import type { Sent } from '../queueEntry.js';
import { holdsName } from '../upload/exactName.js';
import { comparePlan, type PlanFile, type PlanItem } from './comparePlan.js';
import { readMissingFacts } from './missingFacts.js';

/** The dependencies of a plan. */
export interface PlanContext extends DeletableContext {
  readonly oss: OssPort;
  readonly files: FilePort;
  readonly store: PublishStore;
  readonly clock: Pick<ClockPort, 'now'>;
  /** Called now and then with the number of files and objects read. */
  onProgress(seen: number): void;
  /** Called for each file of the mapping without a valid key, relative to the workspace folder. */
  onLeftOut?(label: string): void;
}

type ObjectsByKey = ReadonlyMap<string, ObjectEntry>;
type SentByKey = ReadonlyMap<string, Sent>;

/** Compares a mapped folder, or a part of it (`below`, POSIX, without a trailing slash), with the bucket. Changes only the ledger. */
export async function preparePlan(
  place: MappedPlace,
  below: string,
  context: PlanContext,
  signal: AbortSignal,
): Promise<readonly PlanItem[]> {
  const { bucket, prefix } = place.mapping;
  const start = below === '' ? prefix : `${prefix}${below}/`;
  const page = new LedgerPage(context.store, bucket, start);
  const seenAt = context.clock.now();
  const [files, objects] = await Promise.all([
    listMappedFiles(place, below, context, signal),
    listRemote({ bucket, prefix: start }, page, context, signal),
  ]);
  context.onProgress(files.length + objects.size);
  const sent = await listSent(place, context.store);
  const ledger = (key: string) => page.get(key);
  const { files: known, heads } = await readMissingFacts(
    { root: place.root, bucket },
    { files, objects, ledger },
    context,
    signal,
  );
  const listed = new Set(files.map(({ key }) => key));
  const others = [...objects.keys()].filter((key) => !listed.has(key));
  const deletable = await findDeletable(place, others, context);
  const items = comparePlan({
    files: known,
    objects,
    heads,
    ledger,
    sent: (key) => sent.get(key),
    since: page.since,
    mayDelete: (key) => deletable.has(key),
  });
  recordUnchanged(items, objects, page, seenAt);
  await page.save();
  return items;
}

/** The possible results of our uploads whose answers were lost, by key. Reads pages, so that the window is not blocked. */
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

/** Lists the files of a mapped folder, or of a part of it, that its mapping publishes; reports those without a valid key. */
export async function listMappedFiles(
  place: MappedPlace,
  below: string,
  { files, rules, mappings, onLeftOut }: Pick<PlanContext, 'files' | 'rules' | 'mappings' | 'onLeftOut'>,
  signal: AbortSignal,
): Promise<readonly PlanFile[]> {
  const { folder, prefix } = place.mapping;
  const top = below === '' ? place.root : `${place.root}/${below}`;
  const toInside = (path: string) => (below === '' ? path : `${below}/${path}`);
  const toLabel = (inside: string) => (folder === '' ? inside : `${folder}/${inside}`);
  const isOwn = (inside: string) => findMapping(mappings, toLabel(inside))?.mapping.folder === folder;
  const isMeant = (inside: string) => isOwn(inside) && rules.includes(inside);
  const leaveOut = (inside: string) => {
    if (isMeant(inside) && !isNeverUploaded(toLabel(inside))) onLeftOut?.(toLabel(inside));
  };
  const label = [folder, below].filter(Boolean).join('/');
  const listed = await listInWorkspace(files, { path: top, label }, signal, {
    onUnnamed: (path) => leaveOut(toInside(path)),
  });
  const found: PlanFile[] = [];
  for (const { path, size, mtimeMs } of listed) {
    const inside = toInside(path);
    if (!isMeant(inside)) continue;
    const key = toObjectKey(prefix, inside);
    if (key === undefined) leaveOut(inside);
    else found.push({ inside, key, size, mtimeMs, headers: rules.headersOf(inside) });
  }
  return found;
}

/** Lists the objects, and reads the ledger with each page: later, more could have been published. */
async function listRemote(
  { bucket, prefix }: { readonly bucket: BucketRef; readonly prefix: string },
  ledger: LedgerPage,
  { oss, onProgress }: PlanContext,
  signal: AbortSignal,
): Promise<ObjectsByKey> {
  const objects = new Map<string, ObjectEntry>();
  for await (const page of listPages(oss, bucket, prefix, signal)) {
    for (const object of page) objects.set(object.key, object);
    ledger.read(page.at(-1)?.key ?? '');
    onProgress(objects.size);
  }
  ledger.read();
  return objects;
}

/** Records unchanged files, which need not be read next time. `seenAt` is when the bucket was asked, ms since the epoch. */
function recordUnchanged(items: readonly PlanItem[], objects: ObjectsByKey, page: LedgerPage, seenAt: number): void {
  const compared = items.filter(({ kind, file }) => kind === 'skip' && file?.digest);
  for (const { key, file } of compared) {
    const object = objects.get(key);
    if (!file?.digest || !object) continue;
    const acl = page.get(key)?.etag === object.etag ? (page.get(key)?.acl ?? 'unknown') : 'unknown';
    const { size, mtimeMs, headers, digest } = file;
    const record = { size, mtimeMs, rules: rulesText(headers), md5: digest.md5, etag: object.etag, acl };
    page.set(key, { ...record, seenAt });
  }
}

const concurrent = 8;

/** The data that decide which objects belong to a mapping. */
interface DeletableContext {
  readonly files: Pick<FilePort, 'holds' | 'realPath'>;
  readonly rules: FileRules;
  /** Every mapping of the workspace folder. Objects of an inner folder, or of another target, are left alone. */
  readonly mappings: MappingIndex;
  /** Mappings of other workspace folders, whose objects must not be deleted here. */
  readonly foreign: readonly Mapping[];
}

/** Finds objects without a listed file that may be deleted: they belong to this mapping, and nothing on disk has their name. */
async function findDeletable(
  { root, mapping }: MappedPlace,
  keys: readonly string[],
  context: DeletableContext,
): Promise<ReadonlySet<string>> {
  const own = keys.filter((key) => isOwn(mapping, key, context));
  const deletable = new Set(own);
  await forEachLimited(own, concurrent, async (key) => {
    const inside = key.slice(mapping.prefix.length);
    // Something may exist without being listed, such as a link that leaves the folder.
    if (await holdsName({ path: `${root}/${inside}`, root }, context.files)) deletable.delete(key);
  });
  return deletable;
}

/**
 * Returns whether this mapping could have created the object: not another target's, not excluded, no folder marker, and
 * a possible file name.
 */
function isOwn(
  { folder, bucket, prefix }: Mapping,
  key: string,
  { mappings, foreign, rules }: DeletableContext,
): boolean {
  const inside = key.slice(prefix.length);
  const label = folder === '' ? inside : `${folder}/${inside}`;
  // The queue refuses `a//b`, which the disk finds at `a/b`: it would be listed and then left.
  if (toObjectKey('', inside) === undefined || !rules.includes(inside) || isNeverUploaded(label)) return false;
  if (findMapping(mappings, label)?.mapping.folder !== folder) return false;
  const covers = (other: Mapping, shortest: number) =>
    other.bucket.name === bucket.name && other.prefix.length >= shortest && key.startsWith(other.prefix);
  if (foreign.some((other) => covers(other, prefix.length))) return false;
  for (const other of mappings.values()) if (other.folder !== folder && covers(other, prefix.length + 1)) return false;
  return true;
}
