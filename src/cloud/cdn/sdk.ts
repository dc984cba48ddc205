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
import { $OpenApiUtil } from '@alicloud/openapi-core';
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

/** What PushObjectCache answers; ids with commas between them. */
interface PushAnswer {
  readonly pushTaskId?: string;
  readonly requestId?: string;
}

/** PushObjectCache with its URLs (a line each) in a form: the SDK's own method puts them into the address, which takes few. */
export async function pushObjectCache(client: Cdn, objectPath: string): Promise<SdkAnswer<PushAnswer>> {
  const params = new $OpenApiUtil.Params({
    action: 'PushObjectCache',
    version: '2018-05-10',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ body: { ObjectPath: objectPath } });
  const { headers, body } = await client.callApi(params, request, new RuntimeOptions({}));
  return { headers, body: { pushTaskId: body.PushTaskId, requestId: body.RequestId } };
}

/** The SDK's CDN client at the vendor's endpoint. Both timeouts are the same, ms: the SDK's connect timeout is really an idle timeout. */
export function openCdn(keys: SdkKeys, timeoutMs: number): Cdn {
  useOwnTransport();
  return new Cdn(
    new $OpenApiUtil.Config({
      credential: keys,
      endpoint: 'cdn.aliyuncs.com',
      readTimeout: timeoutMs,
      connectTimeout: timeoutMs,
    }),
  );
}
