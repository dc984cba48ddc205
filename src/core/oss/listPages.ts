import { throwIfAborted } from '../errors.js';
import type { BucketRef, ObjectEntry, ObjectPage, OssPort } from '../ports/oss.js';

/** The maximum number of objects in a page. Source: GetBucket (ListObjects), max-keys. */
const mostListed = 1_000;

/**
 * Lists all objects under a prefix in key order, in a range also only those after the key `after`, one page per iteration. The next page is requested ahead.
 * Throws `cancelled`.
 */
export async function* listPages(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  range: string | { readonly prefix: string; readonly after?: string },
  signal: AbortSignal,
): AsyncGenerator<readonly ObjectEntry[]> {
  const { prefix, after }: { readonly prefix: string; readonly after?: string } =
    typeof range === 'string' ? { prefix: range } : range;
  const request = (marker?: string) => {
    throwIfAborted(signal);
    const query = { prefix, limit: mostListed, flat: true, ...(marker !== undefined && { marker }) };
    const page = oss.listObjects(bucket, query, signal);
    // The caller may stop before it is used.
    page.catch(() => undefined);
    return page;
  };
  for (let next: Promise<ObjectPage> | undefined = request(after); next; ) {
    const { objects, next: marker }: ObjectPage = await next;
    next = marker === undefined ? undefined : request(marker);
    yield objects;
  }
}
