import type { Entry } from '../../core/publishing/entry.js';
import { canRevoke } from '../../core/publishing/orders.js';
import type { Publication } from '../../core/publishing/publication.js';

/** Where a file goes. */
export type Target = Pick<Publication, 'bucket' | 'key' | 'domains'>;

/** What is known of the wishes of a workspace now. */
export interface Mind {
  /** What was wished for by then is no longer agreed to; ms since the epoch. */
  readonly revokedAt: number;
  /** Where the mappings put the file of an entry now: nowhere when `undefined`; `unknown` when they cannot be read. */
  targetOf(publication: Publication): Target | 'unknown' | undefined;
}

/** Entries that would still send what was revoked, or to where the mappings no longer point. What is in the bucket by now stays, to be refreshed. */
export function listStray(entries: readonly Entry[], { revokedAt, targetOf }: Mind): readonly Entry[] {
  return entries.filter((entry) => {
    if (!canRevoke(entry)) return false;
    if (entry.at <= revokedAt) return true;
    const target = targetOf(entry.publication);
    return target !== 'unknown' && !isSame(entry.publication, target);
  });
}

function isSame(left: Target, right: Target | undefined): boolean {
  return right !== undefined && textOf(left) === textOf(right);
}

function textOf({ bucket, key, domains }: Target): string {
  return JSON.stringify([bucket.name, bucket.region, bucket.uploadDomain ?? '', key, [...domains].sort()]);
}
