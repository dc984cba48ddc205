import OpenApi from '@alicloud/openapi-core';
import { useOwnTransport } from '../http/sdkTransport.js';
import { callRpc, type RpcAnswer, toConfig } from '../rpcCall.js';
import type { SdkKeys } from '../sdkApi.js';

/** A client of the SDKs' core at the vendor's endpoint. The product's own SDK would only add a model. */
export function openSts(keys: SdkKeys, timeoutMs: number): OpenApi {
  useOwnTransport();
  return new OpenApi(toConfig('sts.aliyuncs.com', keys, timeoutMs));
}

/** Reads the owner of the signing keys. */
export function getCallerIdentity(client: OpenApi): Promise<RpcAnswer> {
  return callRpc(client, { action: 'GetCallerIdentity', version: '2015-04-01' }, {});
}
