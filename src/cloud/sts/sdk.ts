import OpenApi, { $OpenApiUtil } from '@alicloud/openapi-core';
import { useOwnTransport } from '../http/sdkTransport.js';
import { callRpc, type RpcAnswer } from '../rpcCall.js';
import type { SdkKeys } from '../sdkApi.js';

/** A client of the SDKs' core at the vendor's endpoint. The product's own SDK would only add a model. Both timeouts are the same, ms. */
export function openSts(keys: SdkKeys, timeoutMs: number): OpenApi {
  useOwnTransport();
  const endpoint = 'sts.aliyuncs.com';
  return new OpenApi(
    new $OpenApiUtil.Config({ credential: keys, endpoint, readTimeout: timeoutMs, connectTimeout: timeoutMs }),
  );
}

/** Reads the owner of the signing keys. */
export function getCallerIdentity(client: OpenApi): Promise<RpcAnswer> {
  return callRpc(client, { action: 'GetCallerIdentity', version: '2015-04-01' }, {});
}
