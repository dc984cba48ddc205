import { listPages } from '../oss/listPages.js';
import type { ClockPort, HistoryPort, WorkTree } from '../ports/local.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import { parseJson } from '../text/parseJson.js';
import { LedgerPage } from './objectLedger.js';
import type { Publication } from './publication.js';
import type { PublishStore, StoreReader } from './publishStore.js';

/** Where a mapped folder is published: the objects of a bucket below a prefix, which ends in `/` unless it is empty. */
export interface PublishPlace {
  readonly bucket: BucketRef;
  readonly prefix: string;
}

/** What is ours in a place: the objects written before `until` (ms since the epoch by the clock of OSS), except those with the keys in `except`. */
export interface Owned {
  readonly until: number;
  readonly except?: readonly string[];
}

/** The name of the note in the store that lists what is owned, by place. */
const ownedNote = 'owned';

/** Returns the place that a file is published to. */
export function publishPlaceOf({
  bucket,
  key,
  path,
  root,
}: Pick<Publication, 'bucket' | 'key' | 'path' | 'root'>): PublishPlace {
  const inside = path.length - root.replace(/[\\/]$/, '').length - 1;
  return { bucket, prefix: key.slice(0, Math.max(0, key.length - inside)) };
}

/**
 * Returns a function from a key to the time before which its object is ours to replace, in ms since the epoch by the clock of OSS. OSS tells whole
 * seconds, so an object of that very second is not ours. `undefined` if only the record of what this computer has sent, or the file's earlier content, tells
 * whose the object is.
 */
export function readOwner(tx: StoreReader, place: PublishPlace): (key: string) => number | undefined {
  const owned = readOwned(tx)[publishPlaceId(place)];
  const except = new Set(owned?.except);
  return (key) => (except.has(key) ? undefined : owned?.until);
}

/** Records what is ours in a place from now on. Resolves to `false` if a later time is already recorded. Rejects as the store does. */
export async function own(store: PublishStore, place: PublishPlace, { until, except = [] }: Owned): Promise<boolean> {
  const name = publishPlaceId(place);
  const owned: Owned = { until, ...(except.length > 0 && { except }) };
  return store.write(
    (tx) => {
      const all = readOwned(tx);
      const isNews = (all[name]?.until ?? 0) < until;
      if (isNews) tx.setNote(ownedNote, JSON.stringify({ ...all, [name]: owned }));
      return isNews;
    },
    { durable: true },
  );
}

/** Reads what is owned in each place. An invalid note counts as empty. */
function readOwned(tx: StoreReader): Readonly<Record<string, Owned>> {
  return (parseJson(tx.note(ownedNote) ?? '') ?? {}) as Record<string, Owned>;
}

/** The object below the prefix of a place that tells from which commit the place was published last, as a branch on a server does. It is private. */
export const headName = '.oss-cdn/head';
const headFormat = 1;
const isCommit = /^[0-9a-f]{40,64}$/;
const [mostHeadBytes, mostOthers] = [256 * 1024, 1_000];

/** From which state of a repository a place was published: what was written before `until` comes from it, or from its history, except the objects `except`. */
export interface PlaceHead extends WorkTree, Owned {}

/** Reads the head of a place. `undefined` if there is none, or none that this version can read. Rejects as the call does. */
export async function readPlaceHead(
  oss: OssPort,
  { bucket, prefix }: PublishPlace,
  signal: AbortSignal,
): Promise<PlaceHead | undefined> {
  const [bytes, now] = await Promise.all([
    oss.readObject(bucket, prefix + headName, mostHeadBytes, signal),
    oss.readServerTime(bucket, signal),
  ]);
  const text = bytes && new TextDecoder().decode(bytes);
  const {
    format,
    commit,
    isClean,
    branch,
    until,
    except = [],
  } = (parseJson(text ?? '') ?? {}) as Partial<PlaceHead> & {
    readonly format?: number;
  };
  if (format !== headFormat || typeof commit !== 'string' || !isCommit.test(commit)) return undefined;
  // A later time would make ours what is yet to be written.
  if (typeof until !== 'number' || until > now) return undefined;
  if (!Array.isArray(except) || !except.every((key) => typeof key === 'string')) return undefined;
  return { commit, isClean: isClean === true, until, except, ...(typeof branch === 'string' && { branch }) };
}

/**
 * Learns from the head of a place whether its objects are ours: they are if it was published from a commit that the folder's history has. Resolves to the head
 * otherwise, or to `ours` if that makes more objects ours than before. Rejects as the calls do.
 */
export async function learnOwner(
  { oss, history, store }: { readonly oss: OssPort; readonly history: HistoryPort; readonly store: PublishStore },
  place: PublishPlace,
  folder: string,
  signal: AbortSignal,
): Promise<PlaceHead | 'ours' | undefined> {
  const head = await readPlaceHead(oss, place, signal);
  if (!head?.isClean || !(await history.contains(folder, head.commit))) return head;
  return (await own(store, place, head)) ? 'ours' : undefined;
}

/** How often the objects of a place are listed until none was written in the second of the listing, and the pause between, ms. */
const [mostListings, secondMs] = [3, 1_000];

/**
 * Writes the head of a place after a folder was published to it from this state of its repository. What is another author's there is named in it. Rejects as
 * the calls do.
 */
export async function writePlaceHead(
  { oss, store, clock }: { readonly oss: OssPort; readonly store: PublishStore; readonly clock: ClockPort },
  place: PublishPlace,
  tree: WorkTree,
  signal: AbortSignal,
): Promise<void> {
  const { bucket, prefix } = place;
  let { until, except, isLate } = await listOthers(oss, store, place, signal);
  for (let listings = 1; isLate && listings < mostListings; listings++) {
    await clock.sleep(secondMs, signal);
    ({ until, except, isLate } = await listOthers(oss, store, place, signal));
  }
  const isClean = tree.isClean && except.length <= mostOthers;
  const head = { format: headFormat, ...tree, isClean, until, ...(isClean && except.length > 0 && { except }) };
  const body = new TextEncoder().encode(JSON.stringify(head));
  const headers = { 'content-type': 'application/json', 'x-oss-object-acl': 'private' };
  await oss.putObject(bucket, prefix + headName, { body, headers }, signal);
}

/** Lists the objects of a place that are not ours. `isLate` tells that one of ours may be taken for another author's, since it was written in this very second. */
async function listOthers(
  oss: OssPort,
  store: PublishStore,
  place: PublishPlace,
  signal: AbortSignal,
): Promise<Required<Owned> & { readonly isLate: boolean }> {
  const { bucket, prefix } = place;
  // Whatever is written during the listing is not covered.
  const until = await oss.readServerTime(bucket, signal);
  const ownedUntil = store.read((tx) => readOwner(tx, place));
  const ledger = new LedgerPage(store, bucket, prefix);
  const except: string[] = [];
  let isLate = false;
  for await (const page of listPages(oss, bucket, prefix, signal)) {
    const known = new Map(ledger.read(page.at(-1)?.key ?? '').map(({ key, record }) => [key, record.etag]));
    for (const { key, etag, lastModified } of page) {
      if (key === prefix + headName) continue;
      const modifiedAt = Date.parse(lastModified);
      const isOurs = known.get(key) === etag || modifiedAt < (ownedUntil(key) ?? 0);
      if (!isOurs) except.push(key);
      else if (!(modifiedAt < until)) isLate = true;
    }
  }
  return { until, except, isLate };
}

/** What a place has now: the time of OSS before the look, and the newest of the objects written before it, in ms since the epoch. */
export interface PlaceNow {
  readonly until: number;
  readonly newest: number;
}

/** Looks at all objects of a place. Rejects as the calls do. */
export async function lookAtPlace(
  oss: Pick<OssPort, 'listObjects' | 'readServerTime'>,
  { bucket, prefix }: PublishPlace,
  signal: AbortSignal,
): Promise<PlaceNow> {
  // Whatever is written during the listing is not covered.
  const until = await oss.readServerTime(bucket, signal);
  let newest = 0;
  for await (const page of listPages(oss, bucket, prefix, signal))
    for (const { lastModified } of page) {
      const modifiedAt = Date.parse(lastModified);
      if (modifiedAt > newest && modifiedAt < until) newest = modifiedAt;
    }
  return { until, newest };
}

/** Returns a text that is equal only for equal places. */
export function publishPlaceId({ bucket, prefix }: PublishPlace): string {
  return `${bucket.region}/${bucket.name}/${prefix}`;
}
