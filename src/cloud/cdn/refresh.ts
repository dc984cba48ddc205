import { isErrorOf } from '../../core/errors.js';
import type { CdnPort, RefreshQuota } from '../../core/ports/cdn.js';
import { compact } from '../lazy.js';
import type { CdnApi } from '../sdkClients.js';
import { toCount, toRefreshTask } from './models.js';

type RefreshCalls = Pick<
  CdnPort,
  'refresh' | 'prefetch' | 'readRefreshTasks' | 'listRefreshTasks' | 'readRefreshQuota'
>;

/** Dropping URLs from the edge or bringing them there, and how far that has come. */
export function createRefresh(api: CdnApi): RefreshCalls {
  return {
    async refresh(urls, type, signal) {
      const subject = describeUrls(urls);
      const kind = type === 'WholeDirectory' ? { objectType: 'Directory', force: true } : { objectType: type };
      const fields = { objectPath: urls.join('\n'), ...kind };
      const answer = await api.write({ action: 'RefreshObjectCaches', subject, signal }, (client, sdk) =>
        client.refreshObjectCaches(new sdk.RefreshObjectCachesRequest(fields)),
      );
      return toTasks(answer?.body?.refreshTaskId, answer?.body?.requestId);
    },
    async prefetch(urls, signal) {
      const spec = { action: 'PushObjectCache', subject: describeUrls(urls), signal };
      const answer = await api.write(spec, (client, sdk) => sdk.pushObjectCache(client, urls.join('\n')));
      return toTasks(answer?.body?.pushTaskId, answer?.body?.requestId);
    },
    async readRefreshTasks(ids, signal) {
      const taskId = ids.join(',');
      const { body } = await api.read({ action: 'DescribeRefreshTaskById', subject: taskId, signal }, (client, sdk) =>
        client.describeRefreshTaskById(new sdk.DescribeRefreshTaskByIdRequest({ taskId })),
      );
      return (body?.tasks ?? []).map(toRefreshTask);
    },
    async listRefreshTasks({ page, limit }, signal) {
      const fields = { pageNumber: page, pageSize: limit };
      const { body } = await api.read({ action: 'DescribeRefreshTasks', subject: '', signal }, (client, sdk) =>
        client.describeRefreshTasks(new sdk.DescribeRefreshTasksRequest(fields)),
      );
      const tasks = (body?.tasks?.CDNTask ?? []).map(toRefreshTask);
      return { tasks, total: toCount(body?.totalCount) ?? tasks.length };
    },
    readRefreshQuota: (signal) => readRefreshQuota(api, signal),
  };
}

function describeUrls(urls: readonly string[]): string {
  return urls.length === 1 ? urls[0]! : `${urls.length} URLs`;
}

/** The vendor lists the ids with commas. */
function toTasks(ids: unknown = '', requestId?: string) {
  // The URLs were taken, whatever stands in place of the ids.
  return { taskIds: String(ids).split(',').filter(Boolean), ...compact<{ requestId?: string }>({ requestId }) };
}

function toCounts(urls: unknown, directories: unknown, prefetches: unknown) {
  return compact<Omit<RefreshQuota, 'limits'>>({
    urls: toCount(urls),
    directories: toCount(directories),
    prefetches: toCount(prefetches),
  });
}

async function readRefreshQuota(api: CdnApi, signal: AbortSignal): Promise<RefreshQuota> {
  try {
    const { body } = await api.read({ action: 'DescribeRefreshQuota', subject: '', signal }, (client, sdk) =>
      client.describeRefreshQuota(new sdk.DescribeRefreshQuotaRequest({})),
    );
    return {
      ...toCounts(body?.urlRemain, body?.dirRemain, body?.preloadRemain),
      limits: toCounts(body?.urlQuota, body?.dirQuota, body?.preloadQuota),
    };
  } catch (error) {
    // The vendor's samples disagree about this answer's types; an unreadable quota is an unknown one.
    if (isErrorOf(error, 'badAnswer')) return {};
    throw error;
  }
}
