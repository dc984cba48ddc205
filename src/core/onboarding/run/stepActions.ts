import { type Permission, publishActions } from '../../permissions.js';
import { type RunRecord, type StepId, stepIds } from './run.js';

const zone = ['alidns:GetMainDomainName', 'alidns:DescribeDomains', 'alidns:DescribeDomainInfo'] as const;
/** To write a record and remove it again, or to pause and resume one. */
const records = [
  ...zone,
  ...(['alidns:DescribeSubDomainRecords', 'alidns:AddDomainRecord'] as const),
  ...(['alidns:SetDomainRecordStatus', 'alidns:DeleteDomainRecord'] as const),
];
const settings = [
  'cdn:DescribeCdnDomainConfigs',
  'cdn:BatchSetCdnDomainConfig',
  'cdn:DescribeCdnDomainDetail',
] as const;

/** What each step of an onboarding calls, and what publishing calls once the folder is mapped. */
const stepActions: Readonly<Record<StepId, readonly Permission[]>> = {
  service: ['cdn:DescribeCdnService', 'cdn:OpenCdnService'],
  upload: ['oss:ListObjects', 'oss:ListCname', 'oss:CreateCnameToken', 'oss:PutCname', ...records],
  name: [
    ...(['cdn:DescribeCdnDomainDetail', 'cdn:CheckCdnDomainExist', 'cdn:CheckCdnDomainICP'] as const),
    ...(['cdn:DescribeCdnUserQuota', 'cdn:DescribeUserDomains'] as const),
    ...zone,
  ],
  ownership: ['cdn:DescribeCdnDomainDetail', 'cdn:VerifyDomainOwner', 'cdn:DescribeVerifyContent', ...records],
  domain: [
    ...(['cdn:DescribeCdnDomainDetail', 'cdn:AddCdnDomain', 'cdn:CheckCdnDomainExist'] as const),
    'cdn:DescribeCdnUserQuota',
    ...records,
  ],
  online: ['cdn:DescribeCdnDomainDetail'],
  cname: ['cdn:DescribeCdnDomainDetail'],
  privateOrigin: ['oss:GetBucketInfo', ...settings],
  edge: ['oss:ListObjects', 'oss:GetObject'],
  record: records,
  resolved: ['alidns:DescribeSubDomainRecords', 'alidns:DescribeDomainInfo'],
  binding: ['oss:ListCname', 'oss:CreateCnameToken', 'oss:PutCname', ...records],
  originHost: [...settings, 'cdn:RefreshObjectCaches', 'cdn:DescribeRefreshTasks'],
  autoUpdate: ['oss:ListCname'],
  mapping: publishActions,
};

/** The permissions that the rest of a run needs, each once. */
export function permissionsLeft({ steps }: Pick<RunRecord, 'steps'>): readonly Permission[] {
  const left = stepIds.filter((id) => steps[id].state !== 'done');
  return [...new Set(left.flatMap((id) => stepActions[id]))];
}
