import { throwIfAborted } from '../errors.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import { mostListed } from './listPages.js';

/**
 * Returns whether the bucket has an object at one of these keys. Lists from just before each key, which skips the
 * objects between them. That is one request in a bucket of up to 1,000 objects, instead of a HEAD for each key, and
 * never more than a full listing. Throws `cancelled`.
 */
export async function hasAnyObject(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const wanted = new Set(keys);
  let passed = '';
  for (const key of [...wanted].sort(compareKeys)) {
    const before = key.replace(/.$/su, '');
    if (compareKeys(passed, before) < 0) passed = before;
    while (compareKeys(passed, key) < 0) {
      throwIfAborted(signal);
      const query = { prefix: '', limit: mostListed, flat: true, ...(passed !== '' && { marker: passed }) };
      const page = await oss.listObjects(bucket, query, signal);
      if (page.objects.some((object) => wanted.has(object.key))) return true;
      if (page.next === undefined) return false;
      passed = page.next;
    }
  }
  return false;
}

/** Compares by UTF-8 bytes, as OSS lists: a surrogate pair comes after every other character. */
function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const difference = rankOf(left.charCodeAt(at)) - rankOf(right.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function rankOf(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
