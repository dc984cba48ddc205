import type { ClockPort } from '../ports/local.js';
import type { PlanItem, RefreshCost } from './plan.js';
import type { Publication, PublishFailure } from './publication.js';
import type { Publisher } from './publisher.js';
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

/** How a run ended; its refreshes go on by themselves, as do uploads that wait for the network. */
export interface PlanEnd {
  readonly cancelled: boolean;
  readonly failures: readonly PublishFailure[];
}

/** What a plan sends: uploads always, deletes only when the person ticked them. */
export function toPublications(
  place: MappedPlace,
  items: readonly PlanItem[],
  { batch, deletes, refresh }: { readonly batch: string; readonly deletes: boolean; readonly refresh: RefreshCost },
): readonly Publication[] {
  const { prefix } = place.mapping;
  const via = refresh.kind === 'directory' ? { via: refresh.via } : {};
  const wanted = items.filter(({ kind }) => kind !== 'skip' && (kind !== 'delete' || deletes));
  const sorted = [...wanted].sort((left, right) => Number(left.kind === 'delete') - Number(right.kind === 'delete'));
  return sorted.flatMap(({ kind, key, file, etag }) => {
    const act = kind === 'delete' ? 'delete' : 'upload';
    const more = { ...(file && { headers: file.headers }), ...(kind === 'add' && { believedNew: true }) };
    const seen = etag === undefined ? {} : { approved: etag };
    return toPublication(place, key.slice(prefix.length), { act, batch, ...via, ...more, ...seen }) ?? [];
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
  const batch = publications[0]?.batch ?? '';
  const startedAt = clock.now();
  await publisher.enqueue(publications);
  return new Promise((resolve) => {
    let due = false;
    // Thousands of files change thousands of times.
    const lookSoon = () => {
      if (due) return;
      due = true;
      const end = () => {
        due = false;
        look();
      };
      clock.sleep(lookMs, new AbortController().signal).then(end, end);
    };
    const look = () => {
      const entries = publisher.entries.filter(({ publication }) => ids.has(publication.id));
      const open = entries.filter(({ stage }) => stage === 'send' || stage === 'conflict' || stage === 'held');
      const waiting = new Set(open.map(({ publication }) => publication.key));
      onProgress(toProgress(publications, waiting, sizes, clock.now() - startedAt));
      if (waiting.size > 0 && !signal.aborted) return;
      subscription.dispose();
      signal.removeEventListener('abort', cancel);
      const failures = entries.flatMap(({ stage, publication, cause }) =>
        stage === 'failed' && cause ? [{ publication, cause }] : [],
      );
      resolve({ cancelled: signal.aborted, failures });
    };
    const cancel = () => void publisher.order({ kind: 'cancel', batch }).then(look);
    const subscription = publisher.onDidChange(lookSoon);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    else look();
  });
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
