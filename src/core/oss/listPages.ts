import { throwIfAborted } from '../errors.js';
import type { BucketRef, ObjectEntry, ObjectPage, OssPort } from '../ports/oss.js';

/** The longest page. Source: GetBucket (ListObjects), max-keys. */
export const mostListed = 1_000;

/** Lists every object under a prefix in key order, page by page. Reads the next page ahead. Throws `cancelled`. */
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
    // The caller may stop before it is used.
    page.catch(() => undefined);
    return page;
  };
  for (let next: Promise<ObjectPage> | undefined = request(); next; ) {
    const { objects, next: marker }: ObjectPage = await next;
    next = marker === undefined ? undefined : request(marker);
    yield objects;
  }
}
