import type { RefreshKind } from '../../src/core/cdn/callLimits.js';
import { Quota } from '../../src/core/cdn/quota.js';
import { groupResults, type ResultGroups, submitUrls } from '../../src/core/cdn/submitUrls.js';
import type { CdnPort } from '../../src/core/ports/cdn.js';

type Cdn = Pick<CdnPort, 'readRefreshQuota' | 'refresh' | 'prefetch'>;

/** Submits URLs with the quota as it is now, as a command of the user does. */
export async function submitByHand(cdn: Cdn, kind: RefreshKind, urls: readonly string[]): Promise<ResultGroups> {
  const { signal } = new AbortController();
  const quota = new Quota();
  await quota.read(cdn, 0, signal);
  return groupResults(await submitUrls(kind, urls, { cdn, quota, signal }));
}
