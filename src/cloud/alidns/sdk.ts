import Alidns, {
  AddDomainRecordRequest,
  DeleteDomainRecordRequest,
  DescribeDomainInfoRequest,
  DescribeDomainRecordsRequest,
  DescribeDomainsRequest,
  DescribeSubDomainRecordsRequest,
  GetMainDomainNameRequest,
  SetDomainRecordStatusRequest,
  UpdateDomainRecordRequest,
} from '@alicloud/alidns20150109';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { useOwnTransport } from '../http/sdkTransport.js';
import type { SdkKeys } from '../sdkApi.js';

/** The requests in use: the build keeps exactly these operations of the SDK in this output file. */
export {
  AddDomainRecordRequest,
  DeleteDomainRecordRequest,
  DescribeDomainInfoRequest,
  DescribeDomainRecordsRequest,
  DescribeDomainsRequest,
  DescribeSubDomainRecordsRequest,
  GetMainDomainNameRequest,
  SetDomainRecordStatusRequest,
  UpdateDomainRecordRequest,
};

/** The SDK's DNS client at the vendor's endpoint. Both timeouts are the same, ms: the SDK's connect timeout is really an idle timeout. */
export function openAlidns(keys: SdkKeys, timeoutMs: number): Alidns {
  useOwnTransport();
  return new Alidns(
    new $OpenApiUtil.Config({
      credential: keys,
      endpoint: 'alidns.aliyuncs.com',
      readTimeout: timeoutMs,
      connectTimeout: timeoutMs,
    }),
  );
}
