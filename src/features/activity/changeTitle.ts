import { l10n } from 'vscode';
import type { ActivityEntry } from '../../core/activity/activity.js';
import { lookUp } from '../../core/lookUp.js';
import { changedSettingText } from './settingText.js';

type Titled = Pick<ActivityEntry, 'action' | 'subject' | 'before' | 'after'>;

const words: Readonly<Record<string, (entry: Titled) => string>> = {
  AddCdnDomain: () => l10n.t('Add domain'),
  ModifyCdnDomain: () => l10n.t('Change origin'),
  StartCdnDomain: () => l10n.t('Enable'),
  StopCdnDomain: () => l10n.t('Disable'),
  DeleteCdnDomain: () => l10n.t('Delete domain'),
  OpenCdnService: () => l10n.t('Activate CDN'),
  BatchSetCdnDomainConfig: changedSettingText,
  DeleteSpecificConfig: changedSettingText,
  SetCdnDomainSSLCertificate: ({ after }) =>
    after?.kind === 'certificate' ? l10n.t('Set certificate') : l10n.t('Remove certificate'),
  UploadUserCertificate: () => l10n.t('Add certificate'),
  PutBucketWebsite: () => l10n.t('Set static pages'),
  DeleteBucketWebsite: () => l10n.t('Remove static pages'),
  PutBucketCors: () => l10n.t('Set CORS rules'),
  DeleteBucketCors: () => l10n.t('Remove CORS rules'),
  UpdateInstance: () => l10n.t('Prepare free certificate'),
  ApplyCertificate: () => l10n.t('Request free certificate'),
  CreateCnameToken: () => l10n.t('Get token'),
  PutCname: () => l10n.t('Bind'),
  DeleteCname: () => l10n.t('Unbind'),
  AddDomainRecord: () => l10n.t('Add record'),
  UpdateDomainRecord: () => l10n.t('Change record'),
  DeleteDomainRecord: () => l10n.t('Delete record'),
  SetDomainRecordStatus: ({ after }) =>
    after?.kind === 'record' && after.enabled ? l10n.t('Resume record') : l10n.t('Pause record'),
  PutObject: () => l10n.t('Upload'),
  DeleteMultipleObjects: () => l10n.t('Delete objects'),
  DeleteObject: () => l10n.t('Delete object'),
  RefreshObjectCaches: () => l10n.t('Refresh'),
  PushObjectCache: () => l10n.t({ message: 'Prefetch', comment: 'An action: files were prefetched' }),
};

/** What a change does, in a word or two that fit into a narrow row; the vendor's action where there are none. */
export function actionText(entry: Titled): string {
  return lookUp(words, entry.action)?.(entry) ?? entry.action;
}

/** A change in a few words, such as "Disable img.example.com". */
export function changeTitle(entry: Titled): string {
  return `${actionText(entry)} ${entry.subject}`;
}
