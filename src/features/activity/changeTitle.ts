import type { ActivityEntry } from '../../core/activity/activity.js';
import type { StateOf } from '../../core/activity/change.js';
import { functionText } from '../../core/delivery/settingText.js';
import { l10n } from '../../core/l10n.js';
import { lookUp } from '../../core/lookUp.js';
import { plainText } from '../../core/text/plainText.js';

type Args = StateOf<'config'>;

/** Describes what setting these arguments of a function does, or what removing them does. */
const settingWords: Readonly<Record<string, (args: Args | undefined) => string>> = {
  set_req_host_header: (args) => (args ? l10n.t('Set origin host') : l10n.t('Remove origin host')),
  l2_oss_key: (args) =>
    args?.private_oss_auth === 'on'
      ? l10n.t('Turn on private bucket access')
      : l10n.t('Turn off private bucket access'),
  host_redirect: (args) => (args ? rewriteText(args) : l10n.t('Remove rewrite rule')),
  https_option: (args) => (args?.http2 === 'on' ? l10n.t('Turn on HTTP/2') : l10n.t('Change HTTPS options')),
  https_tls_version: () => l10n.t('Change TLS versions'),
  https_force: (args) => (args?.enable === 'on' ? l10n.t('Redirect to HTTPS') : l10n.t('Remove redirect to HTTPS')),
  http_force: (args) => (args?.enable === 'on' ? l10n.t('Redirect to HTTP') : l10n.t('Remove redirect to HTTP')),
  HSTS: (args) => (args?.enabled === 'on' ? l10n.t('Turn on HSTS') : l10n.t('Turn off HSTS')),
};

type Titled = Pick<ActivityEntry, 'action' | 'subject' | 'change'>;

/** Describes the changed setting of a domain, and what was done to it. */
function changedSettingText({ change }: Titled): string {
  const config = change?.kind === 'config' ? change : undefined;
  const functionName = config?.at.functionName ?? '';
  const args = config?.after ?? undefined;
  const say = lookUp(settingWords, functionName);
  if (say) return say(args);
  const name = functionName ? plainText(functionText(functionName)) : l10n.t('a setting');
  return args ? l10n.t('Set: {0}', name) : l10n.t('Remove: {0}', name);
}

/** Formats a rewrite rule so that it can be read. A pattern that matches a single path is shown as that path. */
function rewriteText({ regex = '', replacement = '' }: Args): string {
  return l10n.t('Rewrite {0} to {1}', regex.replace(/^\^([^\\[\](){}.*+?|^$]*)\$$/, '$1'), replacement);
}

const words: Readonly<Record<string, (entry: Titled) => string>> = {
  AddCdnDomain: () => l10n.t('Add domain'),
  ModifyCdnDomain: () => l10n.t('Change origin'),
  StartCdnDomain: () => l10n.t('Enable'),
  StopCdnDomain: () => l10n.t('Disable'),
  DeleteCdnDomain: () => l10n.t('Delete domain'),
  OpenCdnService: () => l10n.t('Activate CDN'),
  BatchSetCdnDomainConfig: changedSettingText,
  DeleteSpecificConfig: changedSettingText,
  SetCdnDomainSSLCertificate: ({ change }) =>
    change?.after ? l10n.t('Set certificate') : l10n.t('Remove certificate'),
  UploadUserCertificate: () => l10n.t('Add certificate'),
  PutBucket: () => l10n.t('Create bucket'),
  PutBucketPublicAccessBlock: () => l10n.t('Block public access'),
  DeleteBucket: () => l10n.t('Delete bucket'),
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
  SetDomainRecordStatus: ({ change }) =>
    change?.kind === 'record' && change.after?.enabled ? l10n.t('Resume record') : l10n.t('Pause record'),
  PutObject: () => l10n.t('Upload'),
  CopyObject: ({ change }) => (change ? l10n.t('Change headers') : l10n.t('Copy')),
  PutObjectAcl: () => l10n.t('Set ACL'),
  PutBucketVersioning: () => l10n.t('Set versioning'),
  RestoreObject: () => l10n.t('Restore from archive'),
  DeleteMultipleObjects: () => l10n.t('Delete objects'),
  DeleteObject: ({ change }) => (change ? l10n.t('Undelete') : l10n.t('Delete object')),
  RefreshObjectCaches: () => l10n.t('Refresh'),
  PushObjectCache: () => l10n.t({ message: 'Prefetch', comment: 'An action: files were prefetched' }),
};

/** Names the action in a word or two, for a narrow row. If there is no text for it, returns the vendor's name of the action. */
export function actionText(entry: Titled): string {
  return lookUp(words, entry.action)?.(entry) ?? entry.action;
}

/** Describes a change in a few words, such as "Disable img.example.com". */
export function changeTitle(entry: Titled): string {
  return `${actionText(entry)} ${subjectText(entry)}`;
}

/** Returns the subject of a change. If the subject is a number of URLs, which the log has in English, it is translated. */
export function subjectText({ subject }: Pick<ActivityEntry, 'subject'>): string {
  const [, count] = /^(\d+) URLs$/.exec(subject) ?? [];
  return count === undefined ? subject : l10n.t('{0} URLs', count);
}
