import { listPages } from '../oss/listPages.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import { parseJson } from '../text/parseJson.js';
import type { Publication } from './publication.js';
import type { PublishStore, StoreReader, StoreWriter } from './publishStore.js';

/** Where a mapped folder is published: the objects of a bucket below a prefix, which ends in `/` unless it is empty. */
export interface PublishPlace {
  readonly bucket: BucketRef;
  readonly prefix: string;
}

/** The name of the note in the store that lists the answers, by place. */
const answersNote = 'owned';

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
 * Returns the time before which all objects of a place are ours to replace because the user has answered so, in ms since the epoch by the clock of OSS. The
 * answer is about these objects, whatever is checked out later. OSS tells whole seconds, so an object of that very second is not ours.
 */
export function readOwnedUntil(tx: StoreReader, place: PublishPlace): number | undefined {
  const until = readAnswers(tx)[publishPlaceId(place)];
  return typeof until === 'number' ? until : undefined;
}

/** Records the user's answer that all objects of a place written before `until` may be replaced. Rejects as the store does. */
export async function own(store: PublishStore, place: PublishPlace, until: number): Promise<void> {
  const name = publishPlaceId(place);
  const write = (tx: StoreWriter) => {
    if ((readOwnedUntil(tx, place) ?? 0) < until)
      tx.setNote(answersNote, JSON.stringify({ ...readAnswers(tx), [name]: until }));
  };
  await store.write(write, { durable: true });
}

/** Reads the answers by place. An invalid note counts as empty. */
function readAnswers(tx: StoreReader): Readonly<Record<string, unknown>> {
  return (parseJson(tx.note(answersNote) ?? '') ?? {}) as Record<string, unknown>;
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
