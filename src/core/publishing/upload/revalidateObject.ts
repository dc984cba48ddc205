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

/** A HEAD is trusted this long from when it was sent, ms: its answer may be late, an upload waits for its slot, and may take minutes itself. */
const headMaxAgeMs = 2_000;

/** A comparison with what a HEAD has shown. */
export interface ObservedComparison extends UploadComparison, Pick<ObservedHead, 'seenAt' | 'age'> {
  readonly local: LocalFile;
}

/**
 * Revalidates an object before it is replaced: what became of its upload when another author has changed it since the first
 * HEAD or the claim is lost, `undefined` while it is what was seen. Throws `unavailable` when it is another one that may be replaced too.
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

/**
 * What became of an upload whose object is another one by now than was compared. Throws `unavailable` when that may be
 * replaced too.
 */
export function judgeChanged(
  request: UploadRequest,
  comparison: ObservedComparison,
  remote: ObjectHead | undefined,
): UploadOutcome {
  const decision = compareObject({ ...comparison, local: withComparedCrc(comparison.local, remote), remote });
  // Who has just changed an object that we never knew is not overwritten with what was there before.
  const isForeign = decision === 'conflict' || (decision === 'put' && !mayDelete({ ...comparison, remote }));
  if (isForeign) return { kind: 'conflict', remote: toRemoteChange(remote, comparison.known) };
  // The next try sees it from the start.
  throw new AppError('unavailable', { subject: request.publication.key });
}

/**
 * What the bucket has for an entry, asked for once more, within a slot, where that was too long ago. However long this answer takes, it
 * counts: on a line so slow every other one would be as old.
 */
export async function readHeadAgain(
  request: UploadRequest,
  { remote, age }: ObservedHead,
  context: UploadContext,
): Promise<ObjectHead | undefined> {
  return age() < headMaxAgeMs ? remote : readHeadInSlot(request, context);
}
