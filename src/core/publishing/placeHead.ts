import { deniedKinds, fallback } from '../errors.js';
import { listPages } from '../oss/listPages.js';
import type { ClockPort, HistoryPort, WorkTree } from '../ports/local.js';
import type { OssPort } from '../ports/oss.js';
import { parseJson } from '../text/parseJson.js';
import { LedgerPage } from './objectLedger.js';
import { type PublishPlace, readOwnedUntil } from './ownership.js';
import type { PublishStore } from './publishStore.js';

/** The object below the prefix of a place that tells from which commit the place was published last, as a branch on a server does. It is private. */
export const headName = '.oss-cdn/head';
const headFormat = 2;
const isCommit = /^[0-9a-f]{40,64}$/;
const [mostHeadBytes, mostOthers, mostRolledBack] = [256 * 1024, 1_000, 500];

/** From which state of a repository a place was published last. */
export interface PlaceHead extends WorkTree {
  /** What was written before this time comes from the commit or from its history, in ms since the epoch by the clock of OSS. */
  readonly until: number;
  /** The keys of other authors' objects, to which `until` does not apply. */
  readonly except: readonly string[];
  /**
   * The earliest commits that were published before and are not in the history of the commit: the publish was a rollback, or of another branch. They hold
   * until a publish from a history that has them.
   */
  readonly rolledBack: readonly string[];
}

/** A head as a folder's repository sees it now: its commit is in the history of `HEAD`, or not, or it rolled back commits of that history. */
export interface SeenHead extends PlaceHead {
  readonly relation: 'ancestor' | 'unrelated' | 'rolledBack';
}

/** Reads the head of a place and compares it with the repository of a folder. `undefined` if there is none that can be read. Rejects as the calls do. */
export async function readPlaceHead(
  { oss, history }: { readonly oss: OssPort; readonly history: HistoryPort },
  { bucket, prefix }: PublishPlace,
  folder: string,
  signal: AbortSignal,
): Promise<SeenHead | undefined> {
  const [bytes, now] = await Promise.all([
    oss.readObject(bucket, prefix + headName, mostHeadBytes, signal).catch(fallback(undefined, ...deniedKinds)),
    oss.readServerTime(bucket, signal),
  ]);
  const head = bytes && parseHead(new TextDecoder().decode(bytes), now);
  if (!head) return undefined;
  const { commit, rolledBack } = head;
  const found = await history.findInHistory(folder, [commit, ...rolledBack]);
  if (!found?.has(commit)) return { ...head, relation: 'unrelated' };
  return { ...head, relation: rolledBack.some((each) => found.has(each)) ? 'rolledBack' : 'ancestor' };
}

/** Returns the head of a text. `undefined` for one that is damaged, of another format, or from after `now`, which would cover what is yet to be written. */
function parseHead(text: string, now: number): PlaceHead | undefined {
  const read = (parseJson(text) ?? {}) as Partial<PlaceHead> & { readonly format?: number };
  const { format, commit, isClean, branch, until, except, rolledBack } = read;
  if (format !== headFormat || typeof commit !== 'string' || !isCommit.test(commit)) return undefined;
  if (typeof until !== 'number' || until > now) return undefined;
  if (!Array.isArray(except) || !except.every((key) => typeof key === 'string')) return undefined;
  if (!Array.isArray(rolledBack) || rolledBack.length > mostRolledBack) return undefined;
  if (!rolledBack.every((each) => typeof each === 'string' && isCommit.test(each))) return undefined;
  const named = typeof branch === 'string' ? { branch } : {};
  return { commit, isClean: isClean === true, ...named, until, except, rolledBack };
}

/** Returns whether a place was published from a clean commit that the folder's history has now, and that no later publish has rolled back. */
export function isCovering(head: SeenHead | undefined): boolean {
  return head?.isClean === true && head.relation === 'ancestor';
}

/**
 * Returns a function from a key to the time before which its object is covered by a head; see `isCovering`. `undefined` if the head does not tell.
 */
export function coverOf(head: SeenHead | undefined): (key: string) => number | undefined {
  if (!head || !isCovering(head)) return () => undefined;
  const except = new Set(head.except);
  return (key) => (except.has(key) ? undefined : head.until);
}

/** How often the objects of a place are listed until none was written in the second of the listing, and the pause between, ms. */
const [mostListings, secondMs] = [3, 1_000];

/** What a head is written with. */
interface HeadTools {
  readonly oss: OssPort;
  readonly history: HistoryPort;
  readonly store: PublishStore;
  readonly clock: ClockPort;
}

/**
 * Writes the head of a place after `folder` was published to it from this state of its repository. A head promises that whatever was written before `until`,
 * except what it names as another author's, comes from its commit or the history of that, and that the commits it rolled back are not to be published again
 * without a question. Two heads that are written at once are not protected: the later one remains. Rejects as the calls do.
 */
export async function writePlaceHead(
  tools: HeadTools,
  place: PublishPlace,
  { folder, tree }: { readonly folder: string; readonly tree: WorkTree },
  signal: AbortSignal,
): Promise<void> {
  const { bucket, prefix } = place;
  const before = await readPlaceHead(tools, place, folder, signal);
  const rolledBack = before ? await listRolledBack(tools.history, folder, before) : [];
  let { until, except, isLate } = await listOthers(tools, place, before, signal);
  for (let listings = 1; isLate && listings < mostListings; listings++) {
    await tools.clock.sleep(secondMs, signal);
    ({ until, except, isLate } = await listOthers(tools, place, before, signal));
  }
  const isClean = tree.isClean && except.length <= mostOthers && rolledBack.length <= mostRolledBack;
  // An unclean head covers nothing, but the next one inherits what was rolled back.
  const head = {
    ...tree,
    isClean,
    until,
    except: isClean ? except : [],
    rolledBack: rolledBack.slice(0, mostRolledBack),
  };
  const body = new TextEncoder().encode(JSON.stringify({ format: headFormat, ...head }));
  const headers = { 'content-type': 'application/json', 'x-oss-object-acl': 'private' };
  await tools.oss.putObject(bucket, prefix + headName, { body, headers }, signal);
}

/** Lists the earliest commits that a publish from a folder rolls back: those of the last publish, and those that were rolled back before, if `HEAD` lacks them. */
async function listRolledBack(
  history: HistoryPort,
  folder: string,
  { commit, rolledBack }: PlaceHead,
): Promise<readonly string[]> {
  const [missing = [commit], found] = await Promise.all([
    history.listMissing(folder, commit),
    history.findInHistory(folder, rolledBack),
  ]);
  return [...new Set([...missing, ...rolledBack.filter((each) => !found?.has(each))])];
}

/** The other authors' objects of a place. */
interface Others extends Pick<PlaceHead, 'until' | 'except'> {
  /** Whether one of ours may be taken for another author's, since it was written in this very second. */
  readonly isLate: boolean;
}

async function listOthers(
  { oss, store }: HeadTools,
  place: PublishPlace,
  before: SeenHead | undefined,
  signal: AbortSignal,
): Promise<Others> {
  const { bucket, prefix } = place;
  // Whatever is written during the listing is not covered.
  const until = await oss.readServerTime(bucket, signal);
  const agreedUntil = store.read((tx) => readOwnedUntil(tx, place)) ?? 0;
  const coveredUntil = coverOf(before);
  const ledger = new LedgerPage(store, bucket, prefix);
  const except: string[] = [];
  let isLate = false;
  for await (const page of listPages(oss, bucket, prefix, signal)) {
    const known = new Map(ledger.read(page.at(-1)?.key ?? '').map(({ key, record }) => [key, record.etag]));
    for (const { key, etag, lastModified } of page) {
      if (key === prefix + headName) continue;
      const modifiedAt = Date.parse(lastModified);
      const isOurs = known.get(key) === etag || modifiedAt < Math.max(agreedUntil, coveredUntil(key) ?? 0);
      if (!isOurs) except.push(key);
      else if (!(modifiedAt < until)) isLate = true;
    }
  }
  return { until, except, isLate };
}
