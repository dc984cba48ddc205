import { type AppError, isErrorOf, toAppError } from '../errors.js';
import type { Entry } from './entry.js';
import type { RoundTools } from './refreshRound.js';
import { listTargets } from './refreshTargets.js';

const urlsPerCall = 100;

/** Has the edges fetch the fresh files, as far as the day's quota reaches; directories cannot be fetched. */
export async function submitPrefetch(
  entries: readonly Entry[],
  { cloud, domains, quota, now, signal }: RoundTools,
): Promise<ReadonlyMap<string, 'accepted' | 'quota' | AppError>> {
  const results = new Map<string, 'accepted' | 'quota' | AppError>();
  await quota.read(cloud.cdn, now(), signal);
  const urls: { readonly id: string; readonly url: string }[] = [];
  for (const { publication } of entries) {
    try {
      const found = await domains.find(cloud.cdn, publication, signal);
      const wanted = listTargets(publication, found.domains).filter(({ plain }) => plain || publication.request);
      const fits = urls.length + wanted.length <= quota.left('prefetches');
      results.set(publication.id, fits ? 'accepted' : 'quota');
      if (fits) urls.push(...wanted);
    } catch (caught) {
      results.set(publication.id, toAppError(caught));
    }
  }
  for (let at = 0; at < urls.length; at += urlsPerCall) {
    const call = urls.slice(at, at + urlsPerCall);
    try {
      await cloud.cdn.prefetch(
        call.map(({ url }) => url),
        signal,
      );
      quota.spend('prefetches', call.length);
    } catch (caught) {
      const error = toAppError(caught);
      const isQuota = isErrorOf(error, 'quotaExceeded', 'prefetchQuotaExceeded');
      if (isQuota) quota.exhaust('prefetches');
      for (const { id } of call) results.set(id, isQuota ? 'quota' : error);
    }
  }
  return results;
}
