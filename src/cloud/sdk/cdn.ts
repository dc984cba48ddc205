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
  PushObjectCacheRequest,
  RefreshObjectCachesRequest,
  StartCdnDomainRequest,
  StopCdnDomainRequest,
  VerifyDomainOwnerRequest,
} from '@alicloud/cdn20180510';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import type { SdkKeys } from '../sdkKeys.js';
import { useOwnTransport } from './transport.js';

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
  PushObjectCacheRequest,
  RefreshObjectCachesRequest,
  StartCdnDomainRequest,
  StopCdnDomainRequest,
  VerifyDomainOwnerRequest,
};

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
