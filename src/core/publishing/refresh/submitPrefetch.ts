import { splitCalls } from '../../cdn/callLimits.js';
import { callWithBisection } from '../../cdn/callWithBisection.js';
import { type AppError, isErrorOf, toAppError } from '../../errors.js';
import type { Entry } from '../queueEntry.js';
import { findTooLong, isAcceptable, listTargets, type RefreshTarget } from './refreshTargets.js';
import type { SubmitContext } from './submitRefresh.js';

/** Has the edges fetch the fresh files, as far as the day's quota reaches; directories cannot be fetched. */
export async function submitPrefetch(
  entries: readonly Entry[],
  { cloud, domains, quota, now, signal }: SubmitContext,
): Promise<ReadonlyMap<string, 'accepted' | 'quota' | AppError>> {
  const results = new Map<string, 'accepted' | 'quota' | AppError>();
  await quota.read(cloud.cdn, now(), signal);
  const targets: RefreshTarget[] = [];
  for (const { publication } of entries) {
    try {
      const found = await domains.find(cloud.cdn, publication, signal);
      const wanted = listTargets(publication, found.domains).filter(({ plain }) => plain || publication.request);
      const takable = wanted.filter(isAcceptable);
      const fits = targets.length + takable.length <= quota.left('prefetches');
      results.set(publication.id, findTooLong(wanted) ?? (fits ? 'accepted' : 'quota'));
      if (fits) for (const target of takable) targets.push(target);
    } catch (caught) {
      results.set(publication.id, toAppError(caught));
    }
  }
  for (const call of splitCalls('prefetches', targets)) {
    await callWithBisection(call, {
      send: (urls) => cloud.cdn.prefetch(urls, signal),
      onAccepted: (_taken, urls) => quota.spend('prefetches', urls.length),
      onRefused: (refused, error) => {
        const isQuota = isErrorOf(error, 'quotaExceeded', 'prefetchQuotaExceeded');
        if (isQuota) quota.exhaust('prefetches');
        for (const { id, domain } of refused) {
          if (isErrorOf(error, 'domainOffline', 'domainNotFound')) domains.forget(domain.name);
          results.set(id, isQuota ? 'quota' : error);
        }
      },
    });
  }
  return results;
}
