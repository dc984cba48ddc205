import { type AppError, deniedKinds, type ErrorKind, toAppError } from '../errors.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import { escapeXml, isXmlText } from '../xmlText.js';

/** The maximum number of keys in a call. Source: DeleteMultipleObjects. */
const mostKeys = 1_000;
/** The maximum number of bytes of keys in a call. OSS accepts 2 MB, which includes the document around the keys. */
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

/** The result of a deletion. Keys that are in none of the lists were not requested. */
export interface Deletion {
  readonly deleted: readonly string[];
  /** The keys whose deletion was refused. */
  readonly failed: readonly string[];
  /** The keys whose deletion was requested but got no answer, so that they may be deleted. */
  readonly uncertain: readonly string[];
  /** Why the deletion stopped; absent if it finished or was cancelled. */
  readonly error?: AppError;
}

/** Deletes exactly these keys in few calls. After a cancellation, waits for the call that is running. Never throws. */
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

/** Splits keys into the batches of the calls. Keys that XML cannot contain follow the others, each alone, since they are sent in a URL. */
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
