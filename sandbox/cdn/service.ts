import { createRpcService, type RpcAction } from '../rpc.js';
import type { Service } from '../state/state.js';
import { addCdnDomain } from './addDomain.js';
import { batchSetCdnDomainConfig, deleteSpecificConfig, describeCdnDomainConfigs } from './configs/configs.js';
import { describeCdnDomainStagingConfig } from './configs/staging.js';
import {
  describeCdnHttpsDomainList,
  describeCdnSslCertificateList,
  describeDomainCertificateInfo,
} from './https/readCertificates.js';
import { setCdnDomainSslCertificate } from './https/setCertificate.js';
import { deleteCdnDomain, modifyCdnDomain, startCdnDomain, stopCdnDomain } from './lifecycle.js';
import { openCdnService } from './openService.js';
import { checkCdnDomainExist, checkCdnDomainIcp, describeVerifyContent, verifyDomainOwner } from './ownership.js';
import { describeCdnUserQuota, describeRefreshQuota } from './quota.js';
import {
  describeCdnDomainDetail,
  describeDomainCname,
  describeDomainsBySource,
  describeUserDomains,
} from './readDomains.js';
import { pushObjectCache } from './refresh/prefetch.js';
import { refreshObjectCaches } from './refresh/refresh.js';
import { describeRefreshTaskById, describeRefreshTasks } from './refresh/refreshTasks.js';
import { describeCdnService } from './serviceState.js';

const actions: ReadonlyMap<string, RpcAction> = new Map([
  ['DescribeCdnService', describeCdnService],
  ['CheckCdnDomainExist', checkCdnDomainExist],
  ['CheckCdnDomainICP', checkCdnDomainIcp],
  ['DescribeVerifyContent', describeVerifyContent],
  ['VerifyDomainOwner', verifyDomainOwner],
  ['AddCdnDomain', addCdnDomain],
  ['DescribeUserDomains', describeUserDomains],
  ['DescribeCdnDomainDetail', describeCdnDomainDetail],
  ['DescribeDomainCname', describeDomainCname],
  ['DescribeDomainsBySource', describeDomainsBySource],
  ['RefreshObjectCaches', refreshObjectCaches],
  ['DescribeRefreshTasks', describeRefreshTasks],
  ['DescribeRefreshTaskById', describeRefreshTaskById],
  ['DescribeRefreshQuota', describeRefreshQuota],
  ['DescribeCdnUserQuota', describeCdnUserQuota],
  ['OpenCdnService', openCdnService],
  ['ModifyCdnDomain', modifyCdnDomain],
  ['StartCdnDomain', startCdnDomain],
  ['StopCdnDomain', stopCdnDomain],
  ['DeleteCdnDomain', deleteCdnDomain],
  ['BatchSetCdnDomainConfig', batchSetCdnDomainConfig],
  ['DescribeCdnDomainConfigs', describeCdnDomainConfigs],
  ['DeleteSpecificConfig', deleteSpecificConfig],
  ['DescribeCdnDomainStagingConfig', describeCdnDomainStagingConfig],
  ['PushObjectCache', pushObjectCache],
  ['SetCdnDomainSSLCertificate', setCdnDomainSslCertificate],
  ['DescribeDomainCertificateInfo', describeDomainCertificateInfo],
  ['DescribeCdnSSLCertificateList', describeCdnSslCertificateList],
  ['DescribeCdnHttpsDomainList', describeCdnHttpsDomainList],
]);

/** The CDN API, version 2018-05-10. */
export const cdnService: Service = createRpcService({
  name: 'cdn',
  product: 'Cdn',
  host: 'cdn.aliyuncs.com',
  version: '2018-05-10',
  actions,
});
