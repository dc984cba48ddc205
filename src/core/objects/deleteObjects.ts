import { type AppError, type ErrorKind, toAppError } from '../errors.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import { escapeXml, isXmlText } from '../xmlText.js';

/** What OSS takes at once. Source: DeleteMultipleObjects. */
const mostKeys = 1_000;
/** OSS takes 2 MB; the document around a key has its share. */
const mostBytes = 1024 * 1024;

/** Answers of OSS that refuse a call, and failures before a call is sent. After any other the objects may be gone. */
const refusals: readonly ErrorKind[] = [
  'notSignedIn',
  'untrustedCertificate',
  'badCredentials',
  'expiredCredentials',
  'clockSkewed',
  'forbidden',
  'refused',
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

/** What became of keys: those that are in no list were not asked for any more. */
export interface Deletion {
  readonly deleted: readonly string[];
  /** Refused. */
  readonly failed: readonly string[];
  /** Asked for, without an answer. */
  readonly uncertain: readonly string[];
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
      const error = toAppError(caught);
      if (refusals.includes(error.kind)) return { deleted, failed: [...failed, ...batch], uncertain: [], error };
      return { deleted, failed, uncertain: batch, error };
    }
    onProgress(deleted.length + failed.length);
  }
  return { deleted, failed, uncertain: [] };
}

/** Keys that XML cannot hold are sent alone, by their URL, behind the others. */
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
