import Cdn, { RefreshObjectCachesRequest } from '@alicloud/cdn20180510';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import type { Credentials } from '../../../src/core/account.js';

/** Refreshes one URL by the vendor's own client, as its examples do; resolves once that is accepted. */
export function createRefresh(keys: Credentials): (url: string) => Promise<unknown> {
  const credential = { getCredential: async () => ({ ...keys, type: 'access_key' }) };
  const client = new Cdn(new $OpenApiUtil.Config({ credential, endpoint: 'cdn.aliyuncs.com' }));
  return (objectPath) => client.refreshObjectCaches(new RefreshObjectCachesRequest({ objectPath, objectType: 'File' }));
}
