import { lookUp } from './lookUp.js';

/** The permissions of a RAM user to publish, refresh and view. */
export const publishActions = [
  'oss:ListBuckets',
  'oss:GetBucketInfo',
  'oss:GetBucketStat',
  'oss:GetBucketWebsite',
  'oss:ListCname',
  'oss:ListObjects',
  'oss:GetObject',
  'oss:GetObjectAcl',
  'oss:GetObjectTagging',
  'oss:PutObject',
  'oss:PutObjectAcl',
  'oss:PutObjectTagging',
  'oss:DeleteObject',
  'oss:ListObjectVersions',
  'oss:GetObjectVersion',
  'oss:GetObjectVersionTagging',
  'oss:DeleteObjectVersion',
  'oss:RestoreObject',
  'oss:RestoreObjectVersion',
  'oss:AbortMultipartUpload',
  'oss:ListParts',
  'cdn:DescribeCdnService',
  'cdn:DescribeCdnUserQuota',
  'cdn:DescribeUserDomains',
  'cdn:DescribeDomainsBySource',
  'cdn:DescribeCdnDomainDetail',
  'cdn:DescribeCdnDomainConfigs',
  'cdn:DescribeDomainCname',
  'cdn:RefreshObjectCaches',
  'cdn:PushObjectCache',
  'cdn:DescribeRefreshQuota',
  'cdn:DescribeRefreshTasks',
  'cdn:DescribeRefreshTaskById',
  'alidns:DescribeDomains',
  'alidns:DescribeDomainInfo',
  'alidns:GetMainDomainName',
  'alidns:DescribeDomainRecords',
  'alidns:DescribeSubDomainRecords',
  'cdn:DescribeCdnHttpsDomainList',
  'cdn:DescribeDomainCertificateInfo',
] as const;

/** The permissions that a RAM user needs to accelerate a bucket and to change its domains. */
export const onboardActions = [
  ...publishActions,
  'oss:PutBucket',
  'oss:PutBucketPublicAccessBlock',
  'oss:PutBucketVersioning',
  'oss:DeleteBucket',
  'oss:CreateCnameToken',
  'oss:PutCname',
  'oss:DeleteCname',
  'cdn:OpenCdnService',
  'cdn:CheckCdnDomainExist',
  'cdn:CheckCdnDomainICP',
  'cdn:DescribeVerifyContent',
  'cdn:VerifyDomainOwner',
  'cdn:AddCdnDomain',
  'cdn:ModifyCdnDomain',
  'cdn:BatchSetCdnDomainConfig',
  'cdn:DeleteSpecificConfig',
  'cdn:StartCdnDomain',
  'cdn:StopCdnDomain',
  'cdn:DeleteCdnDomain',
  'alidns:AddDomainRecord',
  'alidns:UpdateDomainRecord',
  'alidns:SetDomainRecordStatus',
  'alidns:DeleteDomainRecord',
  'cdn:DescribeCdnSSLCertificateList',
  'cdn:SetCdnDomainSSLCertificate',
  'yundun-cert:ListUserCertificateOrder',
  'cdn:DescribeCdnDomainStagingConfig',
  'oss:PutBucketWebsite',
  'oss:DeleteBucketWebsite',
  'oss:GetBucketCors',
  'oss:PutBucketCors',
  'oss:DeleteBucketCors',
  'yundun-cert:GetUserCertificateDetail',
  'yundun-cert:UploadUserCertificate',
  'yundun-cert:ListInstances',
  'yundun-cert:GetInstanceDetail',
  'yundun-cert:ListContact',
  'yundun-cert:UpdateInstance',
  'yundun-cert:ApplyCertificate',
] as const;

/** A permission as RAM spells it, such as `cdn:AddCdnDomain`. */
export type Permission = (typeof onboardActions)[number];

/** The calls whose permission has another name than the call. Source: the RAM policy table of OSS. */
const coveredBy: Readonly<Record<string, Permission>> = {
  HeadObject: 'oss:GetObject',
  DeleteMultipleObjects: 'oss:DeleteObject',
  CopyObject: 'oss:PutObject',
  InitiateMultipartUpload: 'oss:PutObject',
  UploadPart: 'oss:PutObject',
  UploadPartCopy: 'oss:PutObject',
  CompleteMultipartUpload: 'oss:PutObject',
};

/** Returns the permission that a call to the cloud needs; `undefined` if it needs none. */
export function permissionOf(action: string): Permission | undefined {
  return lookUp(coveredBy, action) ?? onboardActions.find((permission) => permission.endsWith(`:${action}`));
}

/** Returns all permissions of the smallest task that needs this one; only this one if no task does. */
export function neededWith(permission: string): readonly string[] {
  const task = [publishActions, onboardActions].find((actions: readonly string[]) => actions.includes(permission));
  return task ?? [permission];
}

/**
 * Creates a RAM policy that allows these actions, as JSON. Actions on buckets are limited to `bucket` (`*` means all buckets). The others apply to all
 * resources, since some calls of CDN and DNS name none.
 */
export function toPolicy(actions: readonly string[], bucket = '*'): string {
  const isOfBucket = (action: string) => action.startsWith('oss:') && action !== 'oss:ListBuckets';
  const statements = [
    { Effect: 'Allow', Action: actions.filter((action) => !isOfBucket(action)), Resource: '*' },
    {
      Effect: 'Allow',
      Action: actions.filter(isOfBucket),
      Resource: [`acs:oss:*:*:${bucket}`, `acs:oss:*:*:${bucket}/*`],
    },
  ];
  return JSON.stringify(
    { Version: '1', Statement: statements.filter(({ Action }) => Action.length > 0) },
    undefined,
    2,
  );
}
