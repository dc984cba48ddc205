import type Client from '@alicloud/openapi-core';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import type { SdkAnswer } from './callWithRetry.js';

/** What an RPC call answers, with its fields as the vendor names them. */
export type RpcAnswer = SdkAnswer<Readonly<Record<string, unknown>> & { readonly RequestId?: string }>;

/**
 * Makes a call of the vendor's RPC style with its parameters in a form: the SDKs' own methods put them into the
 * address, which takes few and is no place for a key.
 */
export function callRpc(
  client: Client,
  operation: { readonly action: string; readonly version: string },
  fields: Readonly<Record<string, string | number>>,
): Promise<RpcAnswer> {
  const params = new $OpenApiUtil.Params({
    ...operation,
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ body: fields });
  return client.callApi(params, request, new RuntimeOptions({})) as Promise<RpcAnswer>;
}
