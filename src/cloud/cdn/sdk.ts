import Cdn, {
  AddCdnDomainRequest,
  BatchSetCdnDomainConfigRequest,
  CheckCdnDomainExistRequest,
  CheckCdnDomainICPRequest,
  DeleteCdnDomainRequest,
  DeleteSpecificConfigRequest,
  DescribeCdnDomainConfigsRequest,
  DescribeCdnDomainDetailRequest,
  DescribeCdnServiceRequest,
  DescribeCdnUserQuotaRequest,
  DescribeDomainCnameRequest,
  DescribeDomainsBySourceRequest,
  DescribeRefreshQuotaRequest,
  DescribeRefreshTaskByIdRequest,
  DescribeRefreshTasksRequest,
  DescribeUserDomainsRequest,
  DescribeVerifyContentRequest,
  ModifyCdnDomainRequest,
  OpenCdnServiceRequest,
  RefreshObjectCachesRequest,
  StartCdnDomainRequest,
  StopCdnDomainRequest,
  VerifyDomainOwnerRequest,
} from '@alicloud/cdn20180510';
import Client, { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import type { SdkAnswer } from '../callWithRetry.js';
import { useOwnTransport } from '../http/sdkTransport.js';
import type { SdkKeys } from '../sdkKeys.js';

/** The requests in use: the build keeps exactly these operations of the SDK in this output file. */
export {
  AddCdnDomainRequest,
  BatchSetCdnDomainConfigRequest,
  CheckCdnDomainExistRequest,
  CheckCdnDomainICPRequest,
  DeleteCdnDomainRequest,
  DeleteSpecificConfigRequest,
  DescribeCdnDomainConfigsRequest,
  DescribeCdnDomainDetailRequest,
  DescribeCdnServiceRequest,
  DescribeCdnUserQuotaRequest,
  DescribeDomainCnameRequest,
  DescribeDomainsBySourceRequest,
  DescribeRefreshQuotaRequest,
  DescribeRefreshTaskByIdRequest,
  DescribeRefreshTasksRequest,
  DescribeUserDomainsRequest,
  DescribeVerifyContentRequest,
  ModifyCdnDomainRequest,
  OpenCdnServiceRequest,
  RefreshObjectCachesRequest,
  StartCdnDomainRequest,
  StopCdnDomainRequest,
  VerifyDomainOwnerRequest,
};

/** A call with its parameters in a form: the SDK's own methods put them into the address, which takes few and is no place for a key. Answers the fields as the vendor names them. */
export async function callWithForm(
  client: Client,
  action: string,
  fields: Readonly<Record<string, string | number>>,
): Promise<FormAnswer> {
  const params = new $OpenApiUtil.Params({
    action,
    version: client instanceof Cdn ? '2018-05-10' : '2020-04-07',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ body: fields });
  const { headers, body } = await client.callApi(params, request, new RuntimeOptions({}));
  return { headers, body: { ...body, requestId: body.RequestId, pushTaskId: body.PushTaskId } };
}

type FormAnswer = SdkAnswer<
  Readonly<Record<string, unknown>> & { readonly requestId?: string; readonly pushTaskId?: string }
>;

/** The SDK's CDN client at the vendor's endpoint. Both timeouts are the same, ms: the SDK's connect timeout is really an idle timeout. */
export function openCdn(keys: SdkKeys, timeoutMs: number): Cdn {
  useOwnTransport();
  return new Cdn(toConfig('cdn.aliyuncs.com', keys, timeoutMs));
}

/** A client of the certificate service, in this file since it takes nothing but what CDN's has. */
export function openCertificateService(keys: SdkKeys, timeoutMs: number): Client {
  useOwnTransport();
  return new Client(toConfig('cas.aliyuncs.com', keys, timeoutMs));
}

function toConfig(endpoint: string, credential: SdkKeys, timeoutMs: number): $OpenApiUtil.Config {
  return new $OpenApiUtil.Config({ credential, endpoint, readTimeout: timeoutMs, connectTimeout: timeoutMs });
}
