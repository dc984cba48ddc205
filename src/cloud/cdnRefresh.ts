import { isErrorOf } from '../core/errors.js';
import type { CdnPort, RefreshQuota } from '../core/ports/cdn.js';
import { type Link, read, write } from './call.js';
import { toCount, toRefreshTask } from './cdnModels.js';
import { compact } from './lazy.js';
import type { CdnSdk } from './sdkClients.js';

type RefreshCalls = Pick<CdnPort, 'refresh' | 'readRefreshTasks' | 'listRefreshTasks' | 'readRefreshQuota'>;

/** Dropping URLs from the edge, and how far that has come. */
export function createRefresh(link: Link, load: CdnSdk): RefreshCalls {
  return {
    async refresh(urls, type, signal) {
      const subject = urls.length === 1 ? urls[0]! : `${urls.length} URLs`;
      const answer = await write(link, { action: 'RefreshObjectCaches', subject, signal }, async () => {
        const { sdk, client } = await load();
        const request = { objectPath: urls.join('\n'), objectType: type };
        return client.refreshObjectCaches(new sdk.RefreshObjectCachesRequest(request));
      });
      const taskIds = (answer?.body?.refreshTaskId ?? '').split(',').filter(Boolean);
      return { taskIds, ...compact<{ requestId?: string }>({ requestId: answer?.body?.requestId }) };
    },
    async readRefreshTasks(ids, signal) {
      const taskId = ids.join(',');
      const { body } = await read(link, { action: 'DescribeRefreshTaskById', subject: taskId, signal }, async () => {
        const { sdk, client } = await load();
        return client.describeRefreshTaskById(new sdk.DescribeRefreshTaskByIdRequest({ taskId }));
      });
      return (body?.tasks ?? []).map(toRefreshTask);
    },
    async listRefreshTasks(signal) {
      const { body } = await read(link, { action: 'DescribeRefreshTasks', subject: 'CDN', signal }, async () => {
        const { sdk, client } = await load();
        return client.describeRefreshTasks(new sdk.DescribeRefreshTasksRequest({ pageSize: 100 }));
      });
      return (body?.tasks?.CDNTask ?? []).map(toRefreshTask);
    },
    async readRefreshQuota(signal) {
      try {
        const { body } = await read(link, { action: 'DescribeRefreshQuota', subject: 'CDN', signal }, async () => {
          const { sdk, client } = await load();
          return client.describeRefreshQuota(new sdk.DescribeRefreshQuotaRequest({}));
        });
        return compact<RefreshQuota>({
          urls: toCount(body?.urlRemain),
          directories: toCount(body?.dirRemain),
          prefetches: toCount(body?.preloadRemain),
        });
      } catch (error) {
        // The vendor's samples disagree about this answer's types; an unreadable quota is an unknown one.
        if (isErrorOf(error, 'badAnswer')) return {};
        throw error;
      }
    },
  };
}
