import { throwIfAborted } from '../errors.js';
import type { BucketRef, ObjectEntry, ObjectPage, OssPort } from '../ports/oss.js';

/** The most that OSS lists at once. Source: GetBucket (ListObjects), max-keys. */
export const mostListed = 1_000;

/**
 * Every object under a prefix, however deep, in the order of keys, page by page as they are read; the next page is on its way while
 * one is worked on. Throws `cancelled`.
 */
export async function* listPages(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ObjectEntry[]> {
  const request = (marker?: string) => {
    throwIfAborted(signal);
    const query = { prefix, limit: mostListed, flat: true, ...(marker !== undefined && { marker }) };
    const page = oss.listObjects(bucket, query, signal);
    // Who has seen enough does not wait for it.
    page.catch(() => undefined);
    return page;
  };
  for (let next: Promise<ObjectPage> | undefined = request(); next; ) {
    const { objects, next: marker }: ObjectPage = await next;
    next = marker === undefined ? undefined : request(marker);
    yield objects;
  }
}
