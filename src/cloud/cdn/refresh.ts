import { isErrorOf } from '../../core/errors.js';
import type { CdnPort, RefreshQuota } from '../../core/ports/cdn.js';
import { readFields } from '../answerFields.js';
import { parseTaskIds } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import type { CdnApi } from './api.js';
import { toCount, toRefreshTask } from './models.js';

type RefreshType = Parameters<CdnPort['refresh']>[1];

async function refresh(api: CdnApi, urls: readonly string[], type: RefreshType, signal: AbortSignal) {
  const subject = describeUrls(urls);
  // RefreshObjectCaches, `Force`: true drops a directory, false only revalidates it at the origin.
  const kind = type === 'WholeDirectory' ? { objectType: 'Directory', force: true } : { objectType: type };
  const fields = { objectPath: urls.join('\n'), ...kind };
  const answer = await api.write({ action: 'RefreshObjectCaches', subject, signal }, (client, sdk) =>
    client.refreshObjectCaches(new sdk.RefreshObjectCachesRequest(fields)),
  );
  return toTasks(answer?.body?.refreshTaskId, answer?.body?.requestId);
}

/** Reads the fields by the vendor's names, since the answer of the SDK's own method names them differently. */
async function prefetch(api: CdnApi, urls: readonly string[], signal: AbortSignal) {
  const spec = { action: 'PushObjectCache', subject: describeUrls(urls), signal };
  const answer = await api.write(spec, (client, sdk) =>
    sdk.callAction(client, spec.action, { ObjectPath: urls.join('\n') }),
  );
  return toTasks(answer?.body?.PushTaskId, answer?.body?.RequestId);
}

async function readRefreshTasks(api: CdnApi, ids: readonly string[], signal: AbortSignal) {
  const taskId = ids.join(',');
  const spec = { action: 'DescribeRefreshTaskById', subject: taskId, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeRefreshTaskById(new sdk.DescribeRefreshTaskByIdRequest({ taskId })),
  );
  return readFields(body, spec).list('tasks').map(toRefreshTask);
}

/** Lists refresh tasks. If the vendor omits the total, the tasks up to this page are counted. */
async function listRefreshTasks(
  api: CdnApi,
  { page, limit }: { readonly page: number; readonly limit: number },
  signal: AbortSignal,
) {
  const fields = { pageNumber: page, pageSize: limit };
  const spec = { action: 'DescribeRefreshTasks', subject: '', signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeRefreshTasks(new sdk.DescribeRefreshTasksRequest(fields)),
  );
  const answer = readFields(body, spec);
  const tasks = answer.fields('tasks').list('CDNTask').map(toRefreshTask);
  return { tasks, total: answer.number('totalCount') ?? (page - 1) * limit + tasks.length };
}

function describeUrls(urls: readonly string[]): string {
  return urls.length === 1 ? urls[0]! : `${urls.length} URLs`;
}

function toTasks(ids: unknown, requestId?: string) {
  return { taskIds: parseTaskIds(ids), ...definedOnly({ requestId }) };
}

function toCounts(urls: unknown, directories: unknown, patterns: unknown, prefetches: unknown) {
  return definedOnly({
    urls: toCount(urls),
    directories: toCount(directories),
    patterns: toCount(patterns),
    prefetches: toCount(prefetches),
  });
}

async function readRefreshQuota(api: CdnApi, signal: AbortSignal): Promise<RefreshQuota> {
  try {
    const { body } = await api.read({ action: 'DescribeRefreshQuota', subject: '', signal }, (client, sdk) =>
      client.describeRefreshQuota(new sdk.DescribeRefreshQuotaRequest({})),
    );
    return {
      ...toCounts(body?.urlRemain, body?.dirRemain, body?.regexRemain, body?.preloadRemain),
      limits: toCounts(body?.urlQuota, body?.dirQuota, body?.regexQuota, body?.preloadQuota),
    };
  } catch (error) {
    // The vendor's samples disagree about the types of this answer, so an unreadable quota counts as unknown.
    if (isErrorOf(error, 'badAnswer')) return {};
    throw error;
  }
}

/** Calls that drop URLs from the edges, prefetch them, and read the progress. */
export const refreshCalls = { refresh, prefetch, readRefreshTasks, listRefreshTasks, readRefreshQuota };
