import { AppError } from '../../errors.js';
import type { ObjectHead } from '../../ports/oss.js';
import { compareObject, mayDelete, type UploadComparison } from './compareObject.js';
import { type LocalFile, withComparedCrc } from './localFile.js';
import {
  type ObservedHead,
  readHeadInSlot,
  toRemoteChange,
  type UploadContext,
  type UploadOutcome,
  type UploadRequest,
} from './uploadContext.js';

/**
 * How long the answer to a HEAD is trusted, counted from its request, in ms. The answer may arrive late, and an upload may wait for its slot or take minutes
 * itself.
 */
const headMaxAgeMs = 2_000;

/** A comparison together with the HEAD that it is based on. */
export interface ObservedComparison extends UploadComparison, Pick<ObservedHead, 'seenAt' | 'age'> {
  readonly local: LocalFile;
  /** Whether OSS itself refuses the upload if the key has an object by then. Read before the upload waits for a slot, since it may take a request. */
  readonly isProtected: boolean;
}

/**
 * Checks an object again right before it is replaced. `undefined` if it is unchanged; the outcome if another author has changed it or this window has lost
 * its claim. Throws `unavailable` if it is now a different object that may be replaced too.
 */
export async function revalidate(
  request: UploadRequest,
  comparison: ObservedComparison,
  context: UploadContext,
): Promise<UploadOutcome | undefined> {
  const claimed = () => (context.isCurrent() ? undefined : ({ kind: 'superseded' } as const));
  if (comparison.isProtected) return claimed();
  const remote = await readHeadAgain(request, comparison, context);
  if (remote?.etag === comparison.remote?.etag) return claimed();
  return judgeChanged(request, comparison, remote);
}

/**
 * Returns the outcome of an upload whose object has changed since the comparison, which is a conflict. Throws `unavailable` if the new object may be
 * replaced too, so that the next attempt compares again.
 */
export function judgeChanged(
  request: UploadRequest,
  comparison: ObservedComparison,
  remote: ObjectHead | undefined,
): UploadOutcome {
  const decision = compareObject({ ...comparison, local: withComparedCrc(comparison.local, remote), remote });
  // A recent change of an unknown object must not be overwritten with former content.
  const isForeign = decision === 'conflict' || (decision === 'put' && !mayDelete({ ...comparison, remote }));
  if (isForeign) return { kind: 'conflict', remote: toRemoteChange(remote, comparison.known) };
  // The next attempt compares again.
  throw new AppError('unavailable', { subject: request.publication.key });
}

/**
 * Reads the object again if the last HEAD is too old. Call within a slot. The new answer is used however long it takes, since on such a slow connection
 * another one would be just as old.
 */
export async function readHeadAgain(
  request: UploadRequest,
  { remote, age }: ObservedHead,
  context: UploadContext,
): Promise<ObjectHead | undefined> {
  return age() < headMaxAgeMs ? remote : readHeadInSlot(request, context);
}
