import { type AppError, deniedKinds, type ErrorKind, toAppError } from '../errors.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import { escapeXml, isXmlText } from '../xmlText.js';

/** Most keys in a call. Source: DeleteMultipleObjects. */
const mostKeys = 1_000;
/** Most bytes in a call. OSS takes 2 MB, which includes the document around the keys. */
const mostBytes = 1024 * 1024;

/** Refusals of OSS, and failures before a call is sent. After any other error the objects may be deleted. */
const refusals: readonly ErrorKind[] = [
  'notSignedIn',
  'untrustedCertificate',
  'badCredentials',
  'expiredCredentials',
  'clockSkewed',
  ...deniedKinds,
  'publicEndpointForbidden',
  'noSuchBucket',
  'wrongRegion',
  'serviceNotOpen',
  'serviceDenied',
  'overdue',
  'objectLocked',
  'overwriteForbidden',
  'invalidInput',
  'tooMuchAtOnce',
  'throttled',
];

/** The result of a deletion. Keys in no list were not requested. */
export interface Deletion {
  readonly deleted: readonly string[];
  /** Refused. */
  readonly failed: readonly string[];
  /** Requested, but without an answer. */
  readonly uncertain: readonly string[];
  /** Why the deletion stopped; absent if it finished or was cancelled. */
  readonly error?: AppError;
}

/** Deletes exactly these keys in few calls. A running call is awaited after a cancellation. Never throws. */
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
      const error = toAppError(caught);
      if (refusals.includes(error.kind)) return { deleted, failed: [...failed, ...batch], uncertain: [], error };
      return { deleted, failed, uncertain: batch, error };
    }
    onProgress(deleted.length + failed.length);
  }
  return { deleted, failed, uncertain: [] };
}

/** Keys that XML cannot contain are sent separately, by URL, after the others. */
function* toBatches(keys: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const key of keys.filter(isXmlText)) {
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
  for (const key of keys) if (!isXmlText(key)) yield [key];
}
