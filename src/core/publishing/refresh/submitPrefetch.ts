import { splitCalls } from '../../cdn/callLimits.js';
import { callWithBisection } from '../../cdn/callWithBisection.js';
import { isErrorOf, toAppError } from '../../errors.js';
import type { Entry } from '../queueEntry.js';
import { findTooLong, isAcceptable, listTargets, type RefreshTarget } from './refreshTargets.js';
import type { Refused, SubmitContext } from './submitRefresh.js';
import { TakenUrls } from './takenUrls.js';

/** What became of an entry. */
export type PrefetchResult = { readonly kind: 'accepted' } | Refused;

/** Has the edges fetch the fresh files, as far as the day's quota reaches; directories cannot be fetched. */
export async function submitPrefetch(
  entries: readonly Entry[],
  { cloud, domains, quota, now, signal }: SubmitContext,
): Promise<ReadonlyMap<string, PrefetchResult>> {
  const results = new Map<string, PrefetchResult>();
  const known = new TakenUrls(entries);
  await quota.read(cloud.cdn, now(), signal);
  const targets: RefreshTarget[] = [];
  for (const { publication } of entries) {
    try {
      const found = await domains.find(cloud.cdn, publication, signal);
      const wanted = listTargets(publication, found.domains).filter(({ plain }) => plain || publication.request);
      const takable = known.without(wanted.filter(isAcceptable));
      const fits = targets.length + takable.length <= quota.left('prefetches');
      const error = findTooLong(wanted);
      results.set(publication.id, error ? { kind: 'error', error } : { kind: fits ? 'accepted' : 'quota' });
      if (fits) for (const target of takable) targets.push(target);
    } catch (caught) {
      results.set(publication.id, { kind: 'error', error: toAppError(caught) });
    }
  }
  for (const call of splitCalls('prefetches', targets)) {
    await callWithBisection(call, {
      send: (urls) => cloud.cdn.prefetch(urls, signal),
      onAccepted: (taken, urls) => {
        quota.spend('prefetches', urls.length);
        known.add(taken, []);
      },
      onRefused: (refused, error) => {
        const isQuota = isErrorOf(error, 'quotaExceeded', 'prefetchQuotaExceeded');
        if (isQuota) quota.exhaust('prefetches');
        for (const { id, domain } of refused) {
          if (isErrorOf(error, 'domainOffline', 'domainNotFound')) domains.forget(domain.name);
          results.set(id, isQuota ? { kind: 'quota' } : { kind: 'error', error });
        }
      },
    });
  }
  for (const [id, result] of results) {
    const taken = known.of(id);
    if (result.kind === 'error' && taken) results.set(id, { ...result, taken });
  }
  return results;
}
