import { setTimeout as pause } from 'node:timers/promises';
import Cdn, { DescribeRefreshTaskByIdRequest, RefreshObjectCachesRequest } from '@alicloud/cdn20180510';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import type { Credentials } from '../../src/core/account.js';

const pollMs = 2_000;

/** Refreshes by the vendor's own client, as its examples do. */
export interface RefreshScript {
  /** Resolves with the id of the task once that is accepted; URLs are separated by line feeds. */
  refresh(urls: string): Promise<string>;
  /** Asks every two seconds until the task is complete. */
  waitFor(taskId: string): Promise<void>;
}

/** Opens the client with these keys. */
export function createRefresh(keys: Credentials): RefreshScript {
  const credential = { getCredential: async () => ({ ...keys, type: 'access_key' }) };
  const client = new Cdn(new $OpenApiUtil.Config({ credential, endpoint: 'cdn.aliyuncs.com' }));
  return {
    async refresh(objectPath) {
      const { body } = await client.refreshObjectCaches(
        new RefreshObjectCachesRequest({ objectPath, objectType: 'File' }),
      );
      return body?.refreshTaskId ?? '';
    },
    async waitFor(taskId) {
      for (;;) {
        await pause(pollMs);
        const { body } = await client.describeRefreshTaskById(new DescribeRefreshTaskByIdRequest({ taskId }));
        const { tasks = [] } = body ?? {};
        if (tasks.length > 0 && tasks.every(({ status }) => status === 'Complete')) return;
      }
    },
  };
}
