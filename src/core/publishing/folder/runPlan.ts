import type { ClockPort } from '../../ports/local.js';
import { type MappedPlace, toPublication } from '../mapping/toPublication.js';
import type { Publication, PublishFailure } from '../publication.js';
import type { Publisher } from '../publisher.js';
import type { Tally } from '../publishStore.js';
import { type Entry, toFailures } from '../queueEntry.js';
import type { PlanItem } from './comparePlan.js';
import type { RefreshCost } from './refreshCost.js';

const progressIntervalMs = 200;

/** How far a run is: files and bytes, and from the pace so far how fast it is and how long it still takes. */
export interface PlanProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly filesPerSecond: number;
  /** `undefined` before there is a pace. */
  readonly remainingMs: number | undefined;
}

/** How a run ended; its refreshes continue in the background. */
export interface PlanResult {
  readonly cancelled: boolean;
  /** How many came to their end in the bucket; before the cancelling when it was cancelled. */
  readonly sent: number;
  readonly failures: readonly PublishFailure[];
  /** What waits for the user: objects that have changed since they were seen, and deletes behind these or behind failures. */
  readonly waiting: readonly Publication[];
  /** What the user has taken off the queue, one by one, before it was sent; empty when the whole run was cancelled. */
  readonly dropped: readonly Publication[];
}

/** Lists the items that a plan sends, deletes only if they are wanted; each item is approved as the plan showed it, so that a later change is asked about. */
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
    // A directory is only asked about again where the bytes are the same, so that old headers would stay.
    const how = kind === 'headers' ? {} : via;
    return (
      toPublication(place, key.slice(prefix.length), { act, batch, explicit: true, ...how, ...more, ...seen }) ?? []
    );
  });
}

/** Requests a plan, on disk first, and reports its progress until all is sent, failed or cancelled. */
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
      const look = () => {
        const left = publisher.listRun(accountId, batch);
        onProgress(toProgress(size, left.tally, clock.now() - startedAt));
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
      // Thousands of files change thousands of times.
      const subscription = publisher.onDidChange(throttle(progressIntervalMs, clock, look));
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
      else look();
    });
  } finally {
    finishedListener.dispose();
  }
}

/** Has work that is requested again and again done once after each pause. */
function throttle(pauseMs: number, clock: ClockPort, work: () => void): () => void {
  let due = false;
  const end = () => {
    due = false;
    work();
  };
  return () => {
    if (due) return;
    due = true;
    clock.sleep(pauseMs, new AbortController().signal).then(end, end);
  };
}

type IsOwn = (publication: Publication) => boolean;

/** Whether a file is one of a run: a retry shares its batch with what else the run before has left. */
function ownTest(publications: readonly Publication[]): IsOwn {
  const ids = new Set(publications.map(({ id }) => id));
  return ({ id }) => ids.has(id);
}

/** What is left of a run without the other files of its batch. */
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
  return { ...left, count: countOf(tally, (row) => isUnsent(row) || row.stage === 'failed') - others };
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

function isUnsent({ stage }: Pick<Tally, 'stage'>): boolean {
  return stage === 'send' || stage === 'conflict' || stage === 'held';
}

/** Whether something will be sent without the user; deletes wait for every upload of their run. */
function isMoving(tally: readonly Tally[]): boolean {
  const isUpload = ({ act }: Tally) => act !== 'delete';
  const stuck = tally.some((row) => isUpload(row) && row.stage !== 'send' && (isUnsent(row) || row.stage === 'failed'));
  return tally.some((row) => row.stage === 'send' && (isUpload(row) || !stuck));
}

function countOf(tally: readonly Tally[], fits: (row: Tally) => boolean): number {
  return tally.filter(fits).reduce((sum, { count }) => sum + count, 0);
}

/** How much there is to send, and what the batch has left besides. */
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
  // What is left besides may be decided meanwhile.
  const within = (most: number, value: number) => Math.min(most, Math.max(0, value));
  const done = within(total, total + others - countOf(tally, isUnsent));
  const unsentBytes = tally.filter(isUnsent).reduce((sum, row) => sum + row.bytes, 0);
  const bytes = within(totalBytes, totalBytes + otherBytes - unsentBytes);
  // A small file costs a round trip, a large one its bytes; both count for how long the rest takes.
  const share = (done / Math.max(1, total) + bytes / Math.max(1, totalBytes)) / (totalBytes > 0 ? 2 : 1);
  const remainingMs = share > 0 ? Math.round((elapsedMs / share) * (1 - share)) : undefined;
  return { done, total, bytes, totalBytes, filesPerSecond: done / Math.max(0.001, elapsedMs / 1_000), remainingMs };
}
