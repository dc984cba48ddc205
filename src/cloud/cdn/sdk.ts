import Cdn, {
  AddCdnDomainRequest,
  BatchSetCdnDomainConfigRequest,
  CheckCdnDomainExistRequest,
  CheckCdnDomainICPRequest,
  DeleteCdnDomainRequest,
  DeleteSpecificConfigRequest,
  DescribeCdnDomainConfigsRequest,
  DescribeCdnDomainDetailRequest,
  DescribeCdnDomainStagingConfigRequest,
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
import Client from '@alicloud/openapi-core';
import { useOwnTransport } from '../http/sdkTransport.js';
import { callRpc, type RpcAnswer, type RpcFields, toConfig, withForms } from '../rpcCall.js';
import type { SdkKeys } from '../sdkApi.js';

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
  DescribeCdnDomainStagingConfigRequest,
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

/** Makes a call of CDN or of the certificate service by its name. */
export function callAction(client: Client, action: string, fields: RpcFields): Promise<RpcAnswer> {
  return callRpc(client, { action, version: versionOf(client) }, fields);
}

/** Makes a call that carries a key, with its fields in a form. */
export function callWithForm(client: Client, action: string, fields: RpcFields): Promise<RpcAnswer> {
  return callRpc(client, { action, version: versionOf(client) }, fields, 'form');
}

function versionOf(client: Client): string {
  return client instanceof Cdn ? '2018-05-10' : '2020-04-07';
}

/** The SDK's CDN client at the vendor's endpoint. */
export function openCdn(keys: SdkKeys, timeoutMs: number): Cdn {
  useOwnTransport();
  return withForms(new Cdn(toConfig('cdn.aliyuncs.com', keys, timeoutMs)));
}

/** A client for one endpoint of the certificate service. It is in this file because it needs only what the CDN client needs. */
export function openCertificateService(endpoint: string, keys: SdkKeys, timeoutMs: number): Client {
  useOwnTransport();
  return withForms(new Client(toConfig(endpoint, keys, timeoutMs)));
}
