import OpenApi, { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import { useOwnTransport } from '../http/sdkTransport.js';
import type { SdkKeys } from '../sdkKeys.js';

/** What GetCallerIdentity answers. */
interface CallerAnswer {
  readonly AccountId?: unknown;
  readonly Arn?: unknown;
  readonly IdentityType?: unknown;
  readonly RequestId?: string;
}

/** A client of the SDKs' core at the vendor's endpoint; the product's own SDK would bring nothing but a model. Both timeouts are the same, ms. */
export function openSts(keys: SdkKeys, timeoutMs: number): OpenApi {
  useOwnTransport();
  const endpoint = 'sts.aliyuncs.com';
  return new OpenApi(
    new $OpenApiUtil.Config({ credential: keys, endpoint, readTimeout: timeoutMs, connectTimeout: timeoutMs }),
  );
}

/** Says whose keys sign the call. */
export async function getCallerIdentity(client: OpenApi): Promise<{
  readonly headers: Record<string, string>;
  readonly body: CallerAnswer & { readonly requestId?: string };
}> {
  const params = new $OpenApiUtil.Params({
    action: 'GetCallerIdentity',
    version: '2015-04-01',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const { headers, body } = await client.callApi(params, new $OpenApiUtil.OpenApiRequest({}), new RuntimeOptions({}));
  return { headers, body: { ...body, requestId: body.RequestId } };
}
