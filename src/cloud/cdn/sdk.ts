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

/** The SDK requests in use. The build keeps exactly these operations of the SDK in this output file. */
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

/** Makes a call to CDN or to the certificate service by the name of its action. */
export function callAction(client: Client, action: string, fields: RpcFields): Promise<RpcAnswer> {
  return callRpc(client, { action, version: versionOf(client) }, fields);
}

/** Makes a call whose fields contain a private key. The fields are sent in a form, not in the query. */
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

/** Creates a client for one endpoint of the certificate service. It is in this file because it needs the same code as the CDN client. */
export function openCertificateService(endpoint: string, keys: SdkKeys, timeoutMs: number): Client {
  useOwnTransport();
  return withForms(new Client(toConfig(endpoint, keys, timeoutMs)));
}
