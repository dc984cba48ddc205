import { isErrorOf } from '../errors.js';
import type { CdnPort } from '../ports/cdn.js';
import { type Request, splitCalls } from './calls.js';
import { readQuota } from './readQuota.js';

/** What became of URLs: the tasks of those that were sent, and those for which the day's quota was too small. */
export interface Submission {
  readonly taskIds: readonly string[];
  readonly sent: readonly string[];
  readonly waiting: readonly string[];
}

type Cdn = Pick<CdnPort, 'readRefreshQuota' | 'refresh' | 'prefetch'>;

/** Asks CDN to drop or to fetch as many of these URLs as the day's quota holds, the first ones first. */
export async function submit(
  cdn: Cdn,
  request: Request,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<Submission> {
  const { [request]: left = urls.length } = await readQuota(cdn, signal);
  const taskIds: string[] = [];
  const sent = new Set<string>();
  for (const call of splitCalls(request, urls.slice(0, left))) {
    const answer = await send(cdn, request, call, signal);
    if (!answer) break;
    taskIds.push(...answer.taskIds);
    for (const url of call) sent.add(url);
  }
  return { taskIds, sent: urls.filter((url) => sent.has(url)), waiting: urls.filter((url) => !sent.has(url)) };
}

/** `undefined` when the vendor says that the quota is used up, whatever was left before. */
async function send(cdn: Cdn, request: Request, urls: readonly string[], signal: AbortSignal) {
  try {
    if (request === 'prefetches') return await cdn.prefetch(urls, signal);
    return await cdn.refresh(urls, request === 'urls' ? 'File' : 'Directory', signal);
  } catch (error) {
    if (isErrorOf(error, 'quotaExceeded', 'prefetchQuotaExceeded')) return undefined;
    throw error;
  }
}
