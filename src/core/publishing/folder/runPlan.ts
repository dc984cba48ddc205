import type { ClockPort } from '../../ports/local.js';
import { type MappedPlace, toPublication } from '../mapping/toPublication.js';
import type { Publication, PublishFailure } from '../publication.js';
import type { Publisher } from '../publisher.js';
import type { Tally } from '../publishStore.js';
import { countOf } from '../queue/publishState.js';
import { type Entry, toFailures, unsentStages } from '../queueEntry.js';
import type { PlanItem } from './comparePlan.js';
import type { RefreshCost } from './refreshCost.js';

/** The longest and the shortest pause before progress is reported again, ms, and the pause as a share of the remaining time. */
const progressPause = { longestMs: 200, shortestMs: 10, share: 0.1 } as const;

/** The progress of a Publish Folder run: files and bytes done, the speed, and the remaining time. */
export interface PlanProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly filesPerSecond: number;
  /** The estimated remaining time in ms. `undefined` while nothing is done yet. */
  readonly remainingMs: number | undefined;
}

/** The result of a Publish Folder run. When the run ends, its refreshes may still continue in the background. */
export interface PlanResult {
  readonly cancelled: boolean;
  /** The number of files that are finished in the bucket. After a cancellation: those finished before it. */
  readonly sent: number;
  readonly failures: readonly PublishFailure[];
  /** The files that wait for the user: objects that another author changed, and deletes that wait for these or for failed uploads. */
  readonly waiting: readonly Publication[];
  /** Publications that the user removed from the queue one by one; empty if the whole run was cancelled. */
  readonly dropped: readonly Publication[];
}

/**
 * Converts plan items to publish requests, with deletes only if `deletes` is set. Each request names the object that the plan showed, so that the user is
 * asked if the object has changed since.
 */
export function toPublications(
  place: MappedPlace,
  items: readonly PlanItem[],
  { batch, deletes, refresh }: { readonly batch: string; readonly deletes: boolean; readonly refresh: RefreshCost },
): readonly Publication[] {
  const { prefix } = place.mapping;
  const via = refresh.kind === 'directory' ? { via: refresh.via } : {};
  const wanted = items.filter(({ kind }) => kind !== 'skip' && (kind !== 'delete' || deletes));
  return wanted.flatMap(({ kind, key, file, etag, conflict, size }) => {
    const act = kind === 'delete' ? 'delete' : 'upload';
    const sent = kind === 'add' || kind === 'change' ? { size } : {};
    const isNew = kind === 'add' && !conflict;
    const more = { ...(file && { headers: file.headers }), ...(isNew && { believedNew: true }), ...sent };
    const seen = { approved: etag ?? '' };
    // A directory refresh only revalidates unchanged bytes, so old headers would stay.
    const how = kind === 'headers' ? {} : via;
    return (
      toPublication(place, key.slice(prefix.length), { act, batch, explicit: true, ...how, ...more, ...seen }) ?? []
    );
  });
}

/**
 * Requests all files of a plan and reports the progress until each is sent, failed, waiting for the user or cancelled. Nothing is sent before the requests
 * are on disk.
 */
export async function runPlan(
  publisher: Publisher,
  publications: readonly Publication[],
  { clock, onProgress }: { readonly clock: ClockPort; onProgress(now: PlanProgress): void },
  signal: AbortSignal,
): Promise<PlanResult> {
  const { batch = '', accountId = '' } = publications[0] ?? {};
  const isOwn = ownTest(publications);
  const size = toSize(publications, publisher.listRun(accountId, batch).waiting(), isOwn);
  const startedAt = clock.now();
  const dropped = new Map<string, Publication>();
  const finishedListener = publisher.onDidFinish(({ publication, as }) => {
    if (publication.batch === batch && isOwn(publication) && as === 'dropped') dropped.set(publication.id, publication);
    else dropped.delete(publication.id);
  });
  try {
    await publisher.enqueue(publications);
    return await new Promise<PlanResult>((resolve) => {
      let leftAtCancel: number | undefined;
      let pauseMs: number = progressPause.longestMs;
      const look = () => {
        const left = publisher.listRun(accountId, batch);
        const progress = toProgress(size, left.tally, clock.now() - startedAt);
        pauseMs = toPause(progress);
        onProgress(progress);
        if (isMoving(left.tally) && leftAtCancel === undefined) return;
        subscription.dispose();
        signal.removeEventListener('abort', cancel);
        resolve(toEnd(publications.length, ownOf(left, isOwn), [...dropped.values()], leftAtCancel));
      };
      const cancel = () => {
        const left = ownOf(publisher.listRun(accountId, batch), isOwn).count + dropped.size;
        void publisher.execute({ kind: 'stop', batch }, accountId).then(() => {
          leftAtCancel = left;
          look();
        });
      };
      // Thousands of files cause thousands of changes.
      const subscription = publisher.onDidChange(throttle(() => pauseMs, clock, look));
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
      else look();
    });
  } finally {
    finishedListener.dispose();
  }
}

/** Returns the pause before progress is reported again, ms: shorter near the end, so that the end is noticed soon. */
function toPause({ remainingMs = Number.POSITIVE_INFINITY }: PlanProgress): number {
  const { longestMs, shortestMs, share } = progressPause;
  return Math.max(shortestMs, Math.min(longestMs, share * remainingMs));
}

/** Returns a function that calls `work` once after each pause of so many ms, however often it is called meanwhile. */
function throttle(pauseMs: () => number, clock: ClockPort, work: () => void): () => void {
  let due = false;
  const end = () => {
    due = false;
    work();
  };
  return () => {
    if (due) return;
    due = true;
    clock.sleep(pauseMs(), new AbortController().signal).then(end, end);
  };
}

type IsOwn = (publication: Publication) => boolean;

/** Returns a test whether a file belongs to a run: a retry shares its batch with the rest of the former run. */
function ownTest(publications: readonly Publication[]): IsOwn {
  const ids = new Set(publications.map(({ id }) => id));
  return ({ id }) => ids.has(id);
}

/** The remaining work of a run, without other files of its batch. */
interface OwnLeft {
  readonly count: number;
  readonly failed: readonly Entry[];
  readonly waiting: readonly Entry[];
}

function ownOf({ tally, failed, waiting }: ReturnType<Publisher['listRun']>, isOwn: IsOwn): OwnLeft {
  const [allFailed, allWaiting] = [failed(), waiting()];
  const own = (entries: readonly Entry[]) => entries.filter(({ publication }) => isOwn(publication));
  const left = { failed: own(allFailed), waiting: own(allWaiting) };
  const others = allFailed.length + allWaiting.length - left.failed.length - left.waiting.length;
  return { ...left, count: countOf(tally.filter((row) => isUnsent(row) || row.stage === 'failed')) - others };
}

function toEnd(
  total: number,
  { count, failed, waiting }: OwnLeft,
  dropped: readonly Publication[],
  leftAtCancel: number | undefined,
): PlanResult {
  const failures = toFailures(failed);
  if (leftAtCancel !== undefined)
    return { cancelled: true, sent: total - leftAtCancel, failures, waiting: [], dropped: [] };
  const sent = total - count - dropped.length;
  return { cancelled: false, sent, failures, waiting: waiting.map(({ publication }) => publication), dropped };
}

function isUnsent({ stage }: Tally): boolean {
  return unsentStages.some((each) => each === stage);
}

/** Returns whether anything will be sent without the user's help. Deletes wait until every upload of their run is done. */
function isMoving(tally: readonly Tally[]): boolean {
  const isUpload = ({ act }: Tally) => act !== 'delete';
  const stuck = tally.some((row) => isUpload(row) && row.stage !== 'send' && (isUnsent(row) || row.stage === 'failed'));
  return tally.some((row) => row.stage === 'send' && (isUpload(row) || !stuck));
}

/** The size of a run: its own files and bytes, and the other files and bytes that wait in the same batch. */
interface RunSize {
  readonly total: number;
  readonly totalBytes: number;
  readonly others: number;
  readonly otherBytes: number;
}

function toSize(publications: readonly Publication[], waiting: readonly Entry[], isOwn: IsOwn): RunSize {
  const others = waiting.flatMap(({ publication }) => (isOwn(publication) ? [] : [publication]));
  const bytesOf = (some: readonly Publication[]) => some.reduce((sum, { size = 0 }) => sum + size, 0);
  return {
    total: publications.length,
    totalBytes: bytesOf(publications),
    others: others.length,
    otherBytes: bytesOf(others),
  };
}

function toProgress(
  { total, totalBytes, others, otherBytes }: RunSize,
  tally: readonly Tally[],
  elapsedMs: number,
): PlanProgress {
  // Other files may be decided meanwhile.
  const within = (most: number, value: number) => Math.min(most, Math.max(0, value));
  const done = within(total, total + others - countOf(tally.filter(isUnsent)));
  const unsentBytes = tally.filter(isUnsent).reduce((sum, row) => sum + row.bytes, 0);
  const bytes = within(totalBytes, totalBytes + otherBytes - unsentBytes);
  // A small file costs a round trip, a large one its bytes; the estimate uses both.
  const share = (done / Math.max(1, total) + bytes / Math.max(1, totalBytes)) / (totalBytes > 0 ? 2 : 1);
  const remainingMs = share > 0 ? Math.round((elapsedMs / share) * (1 - share)) : undefined;
  return { done, total, bytes, totalBytes, filesPerSecond: done / Math.max(0.001, elapsedMs / 1_000), remainingMs };
}
