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
import { useOwnTransport } from '../http/sdkTransport.js';
import { toConfig } from '../rpcCall.js';
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

/** The SDK's DNS client at the vendor's endpoint. */
export function openAlidns(keys: SdkKeys, timeoutMs: number): Alidns {
  useOwnTransport();
  return new Alidns(toConfig('alidns.aliyuncs.com', keys, timeoutMs));
}
