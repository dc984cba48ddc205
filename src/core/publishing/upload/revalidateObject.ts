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
 * How long a HEAD is trusted after it was sent, ms. Its answer may be late, and an upload waits for its slot and may
 * take minutes itself.
 */
const headMaxAgeMs = 2_000;

/** A comparison with the result of a HEAD. */
export interface ObservedComparison extends UploadComparison, Pick<ObservedHead, 'seenAt' | 'age'> {
  readonly local: LocalFile;
}

/**
 * Checks an object again before it is replaced: returns the outcome if another author has changed it since the first
 * HEAD or the claim is lost, and `undefined` if it is unchanged. Throws `unavailable` if it changed to another
 * replaceable one.
 */
export async function revalidate(
  request: UploadRequest,
  comparison: ObservedComparison,
  context: UploadContext,
): Promise<UploadOutcome | undefined> {
  const claimed = () => (context.isCurrent() ? undefined : ({ kind: 'superseded' } as const));
  if (!comparison.remote && (await context.canForbidOverwrite())) return claimed();
  const remote = await readHeadAgain(request, comparison, context);
  if (remote?.etag === comparison.remote?.etag) return claimed();
  return judgeChanged(request, comparison, remote);
}

/** The outcome of an upload whose object has changed since the comparison. Throws `unavailable` if the new one is replaceable too. */
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
 * Reads the object again, within a slot, if the last HEAD is too old. This answer counts however long it takes: on such
 * a slow line any other would be as old.
 */
export async function readHeadAgain(
  request: UploadRequest,
  { remote, age }: ObservedHead,
  context: UploadContext,
): Promise<ObjectHead | undefined> {
  return age() < headMaxAgeMs ? remote : readHeadInSlot(request, context);
}
