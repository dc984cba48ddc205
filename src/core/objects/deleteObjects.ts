import { type AppError, toAppError } from '../errors.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import { escapeXml } from '../xmlText.js';

/** What OSS takes at once. Source: DeleteMultipleObjects. */
const mostKeys = 1_000;
/** OSS takes 2 MB; the document around a key has its share. */
const mostBytes = 1024 * 1024;

/** What became of keys: those that are none of both were not asked for any more. */
export interface Deletion {
  readonly deleted: readonly string[];
  readonly failed: readonly string[];
  /** Why no more was asked for; absent when it was all asked for, or cancelled. */
  readonly error?: AppError;
}

/** Deletes exactly these keys, as few calls as possible; a call under way is awaited when it is cancelled. Never throws. */
export async function deleteObjects(
  oss: Pick<OssPort, 'deleteObjects'>,
  bucket: BucketRef,
  keys: readonly string[],
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (done: number) => void },
): Promise<Deletion> {
  const deleted: string[] = [];
  const failed: string[] = [];
  for (const batch of toBatches(keys)) {
    if (signal.aborted) break;
    try {
      const answer = await oss.deleteObjects(bucket, batch, new AbortController().signal);
      const kept = new Set(answer.failed);
      for (const key of batch) (kept.has(key) ? failed : deleted).push(key);
    } catch (caught) {
      for (const key of batch) failed.push(key);
      return { deleted, failed, error: toAppError(caught) };
    }
    onProgress(deleted.length + failed.length);
  }
  return { deleted, failed };
}

function* toBatches(keys: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const key of keys) {
    const size = new TextEncoder().encode(escapeXml(key)).length;
    if (batch.length === mostKeys || (batch.length > 0 && bytes + size > mostBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(key);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
