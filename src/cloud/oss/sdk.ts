import * as $OpenApi from '@alicloud/openapi-client';
import Oss, { GetObjectAclRequest, ListObjectsRequest } from '@alicloud/oss20190517';
import * as $Util from '@alicloud/tea-util';
import { ossEndpoint } from '../../core/origin.js';
import { useOwnTransport } from '../http/sdkTransport.js';
import type { SdkKeys } from '../sdkKeys.js';
import { OssGateway } from './gateway.js';

/** The requests in use: the build keeps exactly these operations of the SDK in this output file. */
export { GetObjectAclRequest, ListObjectsRequest };

/** An operation for which the SDK has no fitting method; sub-resources are in `path`. */
interface ControlOperation {
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly bucket?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** XML. */
  readonly body?: string;
}

/**
 * The SDK's OSS client for one region, behind our gateway; with `uploadDomain` it asks that name for its bucket. Both
 * timeouts are the same, ms.
 */
export function openOss(keys: SdkKeys, region: string, timeoutMs: number, uploadDomain?: string): Oss {
  useOwnTransport();
  const client = new Oss(
    new $OpenApi.Config({
      credential: keys,
      endpoint: uploadDomain ?? ossEndpoint(region),
      regionId: region,
      readTimeout: timeoutMs,
      connectTimeout: timeoutMs,
    }),
  );
  client.setGatewayClient(new OssGateway(uploadDomain));
  return client;
}

/** Sends an operation through the SDK's generic call; the body is the root element's content, names as OSS spells them. */
export async function execute(
  client: Oss,
  { action, method, path, bucket, query, body }: ControlOperation,
): Promise<{ headers: Record<string, string>; body: Record<string, unknown> }> {
  const params = new $OpenApi.Params({
    action,
    method,
    pathname: path,
    version: '2019-05-17',
    protocol: 'HTTPS',
    authType: 'AK',
    style: 'ROA',
    reqBodyType: 'xml',
    bodyType: 'xml',
  });
  const request = new $OpenApi.OpenApiRequest({ hostMap: bucket ? { bucket } : {}, headers: {}, query, body });
  const answer = await client.execute(params, request, new $Util.RuntimeOptions({}));
  return { headers: answer.headers, body: answer.body };
}
