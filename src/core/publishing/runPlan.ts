import type { ClockPort } from '../ports/local.js';
import { type Entry, isOpen } from './entry.js';
import type { PlanItem } from './plan.js';
import type { Publication, PublishFailure } from './publication.js';
import type { Publisher } from './publisher.js';
import type { RefreshCost } from './refreshCost.js';
import { type MappedPlace, toPublication } from './toPublication.js';

const lookMs = 200;

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

/** How a run ended; its refreshes go on by themselves. */
export interface PlanEnd {
  readonly cancelled: boolean;
  /** How many came to their end in the bucket; before the cancelling when it was cancelled. */
  readonly sent: number;
  readonly failures: readonly PublishFailure[];
  /** What waits for the person: objects that have changed since they were seen, and deletes behind these or behind failures. */
  readonly waiting: readonly Publication[];
  /** What the person has taken off the queue, one by one, before it was sent; empty when the whole run was cancelled. */
  readonly dropped: readonly Publication[];
}

/** What a plan sends, deletes last and only if they are wanted; each item is approved as the plan showed it, so that a later change is asked about. */
export function toPublications(
  place: MappedPlace,
  items: readonly PlanItem[],
  { batch, deletes, refresh }: { readonly batch: string; readonly deletes: boolean; readonly refresh: RefreshCost },
): readonly Publication[] {
  const { prefix } = place.mapping;
  const via = refresh.kind === 'directory' ? { via: refresh.via } : {};
  const wanted = items.filter(({ kind }) => kind !== 'skip' && (kind !== 'delete' || deletes));
  const sorted = [...wanted].sort((left, right) => Number(left.kind === 'delete') - Number(right.kind === 'delete'));
  return sorted.flatMap(({ kind, key, file, etag, conflict }) => {
    const act = kind === 'delete' ? 'delete' : 'upload';
    const isNew = kind === 'add' && !conflict;
    const more = { ...(file && { headers: file.headers }), ...(isNew && { believedNew: true }) };
    const seen = { approved: etag ?? '' };
    // A directory is only asked about again where the bytes are the same, so that old headers would stay.
    const how = kind === 'headers' ? {} : via;
    return (
      toPublication(place, key.slice(prefix.length), { act, batch, explicit: true, ...how, ...more, ...seen }) ?? []
    );
  });
}

/** Puts a plan into the queue, on disk first, and tells how far it is until all is sent, failed or cancelled. */
export async function runPlan(
  publisher: Publisher,
  publications: readonly Publication[],
  {
    sizes,
    clock,
    onProgress,
  }: { sizes: ReadonlyMap<string, number>; clock: ClockPort; onProgress(now: PlanProgress): void },
  signal: AbortSignal,
): Promise<PlanEnd> {
  const ids = new Set(publications.map(({ id }) => id));
  const { batch = '', accountId = '' } = publications[0] ?? {};
  const startedAt = clock.now();
  await publisher.enqueue(publications);
  return new Promise((resolve) => {
    let leftAtCancel: number | undefined;
    const dropped = new Map<string, Publication>();
    const listOwn = () => {
      const own = publisher.unsettledOf(accountId).filter(({ publication }) => ids.has(publication.id));
      noteDropped(own, dropped);
      return own.filter(isOpen);
    };
    const look = () => {
      const entries = listOwn();
      const open = new Set(entries.filter(isUnsent).map(keyOf));
      onProgress(toProgress(publications, open, sizes, clock.now() - startedAt));
      if (isMoving(entries) && leftAtCancel === undefined) return;
      subscription.dispose();
      signal.removeEventListener('abort', cancel);
      resolve(toEnd(publications.length, entries, [...dropped.values()], leftAtCancel));
    };
    const cancel = () => {
      const left = listOwn().filter((entry) => isUnsent(entry) || entry.stage === 'failed').length + dropped.size;
      void publisher.order({ kind: 'stop', batch }, accountId).then(() => {
        leftAtCancel = left;
        look();
      });
    };
    // Thousands of files change thousands of times.
    const subscription = publisher.onDidChange(atMostEach(lookMs, clock, look));
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    else look();
  });
}

/** Has work that is asked for again and again done once after each pause. */
function atMostEach(pauseMs: number, clock: ClockPort, work: () => void): () => void {
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

/** Remembers what the person has taken off, which is soon cleared away; one wished for again is on its way again. */
function noteDropped(entries: readonly Entry[], dropped: Map<string, Publication>): void {
  for (const { publication, droppedAt } of entries) {
    if (droppedAt === undefined) dropped.delete(publication.id);
    else dropped.set(publication.id, publication);
  }
}

function toEnd(
  total: number,
  entries: readonly Entry[],
  dropped: readonly Publication[],
  leftAtCancel: number | undefined,
): PlanEnd {
  const failures = entries.flatMap(({ stage, publication, cause }) =>
    stage === 'failed' && cause ? [{ publication, cause }] : [],
  );
  if (leftAtCancel !== undefined)
    return { cancelled: true, sent: total - leftAtCancel, failures, waiting: [], dropped: [] };
  const waiting = entries.filter(isUnsent).map(({ publication }) => publication);
  const sent = total - waiting.length - failures.length - dropped.length;
  return { cancelled: false, sent, failures, waiting, dropped };
}

function keyOf({ publication }: Entry): string {
  return publication.key;
}

function isUnsent({ stage }: Entry): boolean {
  return stage === 'send' || stage === 'conflict' || stage === 'held';
}

/** Whether something will be sent without the person; deletes wait for every upload of their run. */
function isMoving(entries: readonly Entry[]): boolean {
  const isUpload = ({ publication }: Entry) => publication.act !== 'delete';
  const stuck = entries.some(
    (entry) => isUpload(entry) && entry.stage !== 'send' && (isUnsent(entry) || entry.stage === 'failed'),
  );
  return entries.some((entry) => entry.stage === 'send' && (isUpload(entry) || !stuck));
}

function toProgress(
  publications: readonly Publication[],
  waiting: ReadonlySet<string>,
  sizes: ReadonlyMap<string, number>,
  elapsedMs: number,
): PlanProgress {
  const sizeOf = ({ key }: Publication) => sizes.get(key) ?? 0;
  const sent = publications.filter(({ key }) => !waiting.has(key));
  const sum = (list: readonly Publication[]) => list.reduce((total, each) => total + sizeOf(each), 0);
  const [done, total, bytes, totalBytes] = [sent.length, publications.length, sum(sent), sum(publications)];
  // A small file costs a round trip, a large one its bytes; both count for how long the rest takes.
  const share = (done / Math.max(1, total) + bytes / Math.max(1, totalBytes)) / (totalBytes > 0 ? 2 : 1);
  const remainingMs = share > 0 ? Math.round((elapsedMs / share) * (1 - share)) : undefined;
  return { done, total, bytes, totalBytes, filesPerSecond: done / Math.max(0.001, elapsedMs / 1_000), remainingMs };
}
