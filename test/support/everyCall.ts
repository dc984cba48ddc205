import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { demoSource } from './siteSources.js';

const { signal } = new AbortController();
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
const name = 'static.shop-demo.com';
const record = { zone: 'shop-demo.com', rr: 'new', type: 'TXT', value: 'text', ttl: 600 };

const page = { bucket, key: 'index.html' };
const source = { size: 3, etag: 'A', headers: {} };
/** Copied in parts, because its class changes. */
const huge = { ...source, size: 2_000_000_000 };
const moved = { 'x-oss-storage-class': 'IA', 'x-oss-tagging': 'a=1' };
const nowhere = { restart: async () => undefined, write: async () => undefined };

/** A call of a port with its vendor action. */
export type Call = readonly [action: string, make: (cloud: CloudPorts) => Promise<unknown>];

/** Every action of CDN, Alidns and OSS through an SDK; `recordId` is a record of the zone shop-demo.com. */
export const sdkCalls = (recordId: string): readonly Call[] => [
  ['DescribeCdnService', ({ cdn }) => cdn.readServiceState(signal)],
  ['OpenCdnService', ({ cdn }) => cdn.openService(signal)],
  ['DescribeCdnUserQuota', ({ cdn }) => cdn.readDomainQuota(signal)],
  ['CheckCdnDomainExist', ({ cdn }) => cdn.checkDomain('new.shop-demo.com', signal)],
  ['CheckCdnDomainICP', ({ cdn }) => cdn.checkIcp(name, signal)],
  ['DescribeVerifyContent', ({ cdn }) => cdn.readVerifyContent(name, signal)],
  ['VerifyDomainOwner', ({ cdn }) => cdn.verifyOwner(name, signal)],
  [
    'AddCdnDomain',
    ({ cdn }) =>
      cdn.createDomain({ name: 'n.shop-demo.com', type: 'web', region: 'overseas', sources: [demoSource] }, signal),
  ],
  ['DescribeUserDomains', ({ cdn }) => cdn.listDomains(signal)],
  ['DescribeCdnDomainDetail', ({ cdn }) => cdn.readDomain(name, signal)],
  ['DescribeDomainCname', ({ cdn }) => cdn.readCnameStates([name], signal)],
  ['DescribeDomainsBySource', ({ cdn }) => cdn.listDomainsBySource(demoSource.content, signal)],
  ['ModifyCdnDomain', ({ cdn }) => cdn.updateSources(name, [demoSource], signal)],
  ['StartCdnDomain', ({ cdn }) => cdn.startDomain(name, signal)],
  ['StopCdnDomain', ({ cdn }) => cdn.stopDomain(name, signal)],
  ['DeleteCdnDomain', ({ cdn }) => cdn.deleteDomain(name, signal)],
  ['DescribeCdnDomainConfigs', ({ cdn }) => cdn.readConfigs(name, ['gzip', 'https_option'], signal)],
  ['DescribeCdnDomainConfigs', ({ cdn }) => cdn.listConfigs(name, signal)],
  ['DescribeCdnDomainStagingConfig', ({ cdn }) => cdn.hasStagingConfig(name, signal)],
  [
    'BatchSetCdnDomainConfig',
    ({ cdn }) => cdn.setConfigs(name, [{ functionName: 'gzip', args: { enable: 'on' } }], signal),
  ],
  ['DeleteSpecificConfig', ({ cdn }) => cdn.deleteConfig(name, '1', signal)],
  ['SetCdnDomainSSLCertificate', ({ cdn }) => cdn.deleteCertificate(name, signal)],
  ['DescribeDomainCertificateInfo', ({ cdn }) => cdn.readCertificate(name, signal)],
  ['DescribeCdnSSLCertificateList', ({ cdn }) => cdn.listCertificates(name, signal)],
  ['DescribeCdnHttpsDomainList', ({ cdn }) => cdn.listHttpsDomains(signal)],
  ['ListUserCertificateOrder', ({ certificates }) => certificates.listCertificates(signal)],
  [
    'GetUserCertificateDetail',
    ({ certificates }) => certificates.readCertificate({ id: 1, region: 'cn-hangzhou' }, signal),
  ],
  [
    'UploadUserCertificate',
    ({ certificates }) => certificates.createCertificate({ name: 'new', chain: 'chain', key: 'key' }, signal),
  ],
  ['ListInstances', ({ certificates }) => certificates.listFreeInstances(signal)],
  ['GetInstanceDetail', ({ certificates }) => certificates.readFreeInstance('cas_dv-1', signal)],
  ['ListContact', ({ certificates }) => certificates.listContacts(signal)],
  [
    'UpdateInstance',
    ({ certificates }) => certificates.updateInstance('cas_dv-1', { domain: name, contact: 1 }, signal),
  ],
  ['ApplyCertificate', ({ certificates }) => certificates.applyCertificate('cas_dv-1', signal)],
  ['GetTaskAttribute', ({ certificates }) => certificates.readApplication('cas_dv-1', signal)],
  ['PushObjectCache', ({ cdn }) => cdn.prefetch([`https://${name}/a`], signal)],
  ['RefreshObjectCaches', ({ cdn }) => cdn.refresh([`https://${name}/a`], 'File', signal)],
  ['DescribeRefreshTaskById', ({ cdn }) => cdn.readRefreshTasks(['1'], signal)],
  ['DescribeRefreshTasks', ({ cdn }) => cdn.listRefreshTasks({ page: 1, limit: 20 }, signal)],
  ['DescribeRefreshQuota', ({ cdn }) => cdn.readRefreshQuota(signal)],
  ['DescribeDomains', ({ dns }) => dns.listZones(signal)],
  ['GetMainDomainName', ({ dns }) => dns.locate('a.shop-demo.com', signal)],
  ['DescribeDomainInfo', ({ dns }) => dns.readZone('shop-demo.com', signal)],
  ['DescribeSubDomainRecords', ({ dns }) => dns.listRecords('shop-demo.com', 'www', signal)],
  ['DescribeDomainRecords', ({ dns }) => dns.listZoneRecords('shop-demo.com', signal)],
  ['AddDomainRecord', ({ dns }) => dns.createRecord(record, signal)],
  ['UpdateDomainRecord', ({ dns }) => dns.updateRecord(recordId, record, signal)],
  ['DeleteDomainRecord', ({ dns }) => dns.deleteRecord(recordId, signal)],
  ['SetDomainRecordStatus', ({ dns }) => dns.updateRecordState(recordId, false, signal)],
  ['GetCallerIdentity', ({ sts }) => sts.readCaller(signal)],
  ['ListBuckets', ({ oss }) => oss.listBuckets(signal)],
  ['GetBucketInfo', ({ oss }) => oss.readBucketInfo(bucket, signal)],
  ['ListObjects', ({ oss }) => oss.listObjects(bucket, { prefix: '', limit: 10 }, signal)],
  ['ListCname', ({ oss }) => oss.listCnames(bucket, signal)],
  ['CreateCnameToken', ({ oss }) => oss.createCnameToken(bucket, 'new.shop-demo.com', signal)],
  ['PutCname', ({ oss }) => oss.createCname(bucket, 'new.shop-demo.com', signal)],
  ['DeleteCname', ({ oss }) => oss.deleteCname(bucket, name, signal)],
];

/** Every action on objects, through our own transport. */
export const objectCalls: readonly Call[] = [
  ['HeadObject', ({ oss }) => oss.readObjectHead(bucket, 'index.html', signal)],
  ['GetObject', ({ oss }) => oss.readObject(bucket, 'index.html', 1_000_000, signal)],
  ['PutObject', ({ oss }) => oss.putObject(bucket, 'a', { body: new Uint8Array(3), headers: {} }, signal)],
  ['GetObject', ({ oss }) => oss.downloadObject(bucket, 'index.html', nowhere, signal)],
  ['DeleteMultipleObjects', ({ oss }) => oss.deleteObjects(bucket, ['a', 'b'], signal)],
  ['DeleteObject', ({ oss }) => oss.deleteObject(bucket, 'a', signal)],
  ['CopyObject', ({ oss }) => oss.copyObject(page, page, { source, headers: {} }, signal)],
  [
    'UploadPartCopy',
    ({ oss }) => oss.copyObject(page, { ...page, key: 'b' }, { source: huge, headers: moved }, signal),
  ],
  ['GetObjectAcl', ({ oss }) => oss.readObjectAcl(bucket, 'index.html', signal)],
  ['PutObjectAcl', ({ oss }) => oss.setObjectAcl(bucket, 'index.html', 'private', signal)],
  ['GetObjectTagging', ({ oss }) => oss.readTags(bucket, 'index.html', signal)],
  ['ListObjectVersions', ({ oss }) => oss.listVersions(bucket, { prefix: '', limit: 10 }, signal)],
  ['DeleteObject', ({ oss }) => oss.deleteVersion(bucket, 'a', 'null', signal)],
  ['RestoreObject', ({ oss }) => oss.restoreObject(bucket, 'index.html', { days: 1 }, signal)],
  ['PutBucketVersioning', ({ oss }) => oss.setVersioning(bucket, 'enabled', signal)],
  ['InitiateMultipartUpload', ({ oss }) => oss.createMultipart(bucket, 'a', {}, signal)],
  ['UploadPart', ({ oss }) => oss.putPart(bucket, 'a', { uploadId: 'id', number: 1, body: new Uint8Array(3) }, signal)],
  ['ListParts', ({ oss }) => oss.listParts(bucket, 'a', 'id', signal)],
  [
    'CompleteMultipartUpload',
    ({ oss }) =>
      oss.completeMultipart(bucket, 'a', { uploadId: 'id', parts: [{ number: 1, etag: 'A', size: 3 }] }, signal),
  ],
  ['PutBucket', ({ oss }) => oss.createBucket({ ...bucket, name: 'new-bucket' }, signal)],
  ['PutBucketPublicAccessBlock', ({ oss }) => oss.blockPublicAccess(bucket, signal)],
  ['GetBucketStat', ({ oss }) => oss.readBucketStat(bucket, signal)],
  ['DeleteBucket', ({ oss }) => oss.deleteBucket({ ...bucket, name: 'gone-bucket' }, signal)],
  ['GetBucketCors', ({ oss }) => oss.readBucketSetting(bucket, 'cors', signal)],
  ['PutBucketCors', ({ oss }) => oss.updateBucketSetting(bucket, 'cors', '<CORSConfiguration/>', signal)],
  ['DeleteBucketCors', ({ oss }) => oss.deleteBucketSetting(bucket, 'cors', signal)],
  ['GetBucketWebsite', ({ oss }) => oss.readBucketSetting(bucket, 'website', signal)],
  ['PutBucketWebsite', ({ oss }) => oss.updateBucketSetting(bucket, 'website', '<WebsiteConfiguration/>', signal)],
  ['DeleteBucketWebsite', ({ oss }) => oss.deleteBucketSetting(bucket, 'website', signal)],
  ['AbortMultipartUpload', ({ oss }) => oss.abortMultipart(bucket, 'a', 'id', signal)],
];
