import { throwIfAborted } from '../errors.js';
import type { BucketRef, ObjectEntry, OssPort } from '../ports/oss.js';

/** The most that OSS lists at once. */
const pageSize = 1_000;

/** Every object under a prefix, however deep, in the order of keys, page by page as they are read. Throws `cancelled`. */
export async function* listPages(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ObjectEntry[]> {
  let marker: string | undefined;
  do {
    throwIfAborted(signal);
    const query = { prefix, limit: pageSize, flat: true, ...(marker !== undefined && { marker }) };
    const page = await oss.listObjects(bucket, query, signal);
    yield page.objects;
    marker = page.next;
  } while (marker !== undefined);
}
