import { type Permission, publishActions } from '../permissions.js';
import type { RunRecord, StepId } from './run/run.js';
import { stepIdsOf } from './run/runRecord.js';

const zone = ['alidns:GetMainDomainName', 'alidns:DescribeDomains', 'alidns:DescribeDomainInfo'] as const;
/** The permissions to write and remove a DNS record, or to pause and resume one. */
const records: readonly Permission[] = [
  ...zone,
  'alidns:DescribeSubDomainRecords',
  'alidns:AddDomainRecord',
  'alidns:SetDomainRecordStatus',
  'alidns:DeleteDomainRecord',
];
const settings = [
  'cdn:DescribeCdnDomainConfigs',
  'cdn:BatchSetCdnDomainConfig',
  'cdn:DescribeCdnDomainDetail',
] as const;
const siteSettings = [...settings, 'cdn:DescribeCdnDomainStagingConfig'] as const;

/** The calls that each step makes, including those of publishing once the folder is mapped. */
const stepActions: Readonly<Record<StepId, readonly Permission[]>> = {
  service: ['cdn:DescribeCdnService', 'cdn:OpenCdnService'],
  upload: ['oss:ListObjects', 'oss:GetObject', 'oss:ListCname', 'oss:CreateCnameToken', 'oss:PutCname', ...records],
  name: [
    'cdn:DescribeCdnDomainDetail',
    'cdn:CheckCdnDomainExist',
    'cdn:CheckCdnDomainICP',
    'cdn:DescribeCdnUserQuota',
    'cdn:DescribeUserDomains',
    ...zone,
  ],
  ownership: ['cdn:DescribeCdnDomainDetail', 'cdn:VerifyDomainOwner', 'cdn:DescribeVerifyContent', ...records],
  domain: [
    'cdn:DescribeCdnDomainDetail',
    'cdn:AddCdnDomain',
    'cdn:CheckCdnDomainExist',
    'cdn:DescribeCdnUserQuota',
    ...records,
  ],
  online: ['cdn:DescribeCdnDomainDetail'],
  cname: ['cdn:DescribeCdnDomainDetail'],
  privateOrigin: ['oss:GetBucketInfo', ...settings],
  edge: ['oss:ListObjects', 'oss:GetObject', 'cdn:DescribeDomainCertificateInfo', 'cdn:DescribeCdnDomainConfigs'],
  record: [...records, 'alidns:UpdateDomainRecord'],
  resolved: ['alidns:DescribeSubDomainRecords', 'alidns:DescribeDomainInfo'],
  binding: ['oss:ListCname', 'oss:CreateCnameToken', 'oss:PutCname', ...records],
  originHost: [...settings, 'cdn:RefreshObjectCaches', 'cdn:DescribeRefreshTasks'],
  autoUpdate: ['oss:ListCname'],
  mapping: publishActions,
  publish: publishActions,
  afterSwitch: ['oss:ListCname', 'oss:CreateCnameToken', 'oss:PutCname', 'oss:DeleteCname', ...settings],
  certificate: [
    'cdn:DescribeDomainCertificateInfo',
    'cdn:SetCdnDomainSSLCertificate',
    'yundun-cert:ListUserCertificateOrder',
    'yundun-cert:GetUserCertificateDetail',
    'yundun-cert:UploadUserCertificate',
    'cdn:DescribeCdnSSLCertificateList',
    'cdn:DescribeCdnDomainStagingConfig',
    'yundun-cert:ListInstances',
    'yundun-cert:GetInstanceDetail',
    'yundun-cert:ListContact',
    'yundun-cert:UpdateInstance',
    'yundun-cert:ApplyCertificate',
    ...records,
  ],
  served: ['cdn:DescribeDomainCertificateInfo', 'cdn:DescribeCdnDomainDetail'],
  protocols: settings,
  redirect: [...settings, 'cdn:DeleteSpecificConfig', 'cdn:DescribeDomainCertificateInfo'],
  addresses: [...siteSettings, 'cdn:DeleteSpecificConfig'],
  notFound: siteSettings,
  caching: siteSettings,
  transfer: siteSettings,
  dropCopies: ['cdn:RefreshObjectCaches', 'cdn:DescribeRefreshTasks'],
  siteServed: ['cdn:DescribeCdnDomainDetail', 'cdn:DescribeCdnDomainConfigs', 'oss:ListObjects'],
};

/** The steps that set up the certificate, which may be postponed. */
const ofCertificate: readonly StepId[] = ['certificate', 'served', 'protocols'];

/** The permissions to let a public bucket send the 404 page. */
const staticPages: readonly Permission[] = ['oss:GetBucketWebsite', 'oss:PutBucketWebsite'];

/** Returns the permissions that the remaining steps of a run need, without duplicates. */
export function permissionsLeft({
  plan,
  steps,
  facts,
}: Pick<RunRecord, 'plan' | 'steps'> & Partial<Pick<RunRecord, 'facts'>>): readonly Permission[] {
  const left = stepIdsOf(plan).filter((id) => steps[id].state !== 'done');
  const isLate = left.includes('afterSwitch') && facts?.putOff.includes('certificate');
  const ofPage = left.includes('notFound') && plan.site?.errorPage !== undefined ? staticPages : [];
  return [...new Set([...[...left, ...(isLate ? ofCertificate : [])].flatMap((id) => stepActions[id]), ...ofPage])];
}
