import { l10n } from 'vscode';
import { actOnSave, type ConsentSubject } from '../../../core/publishing/mapping/consent.js';
import { plainText } from '../../../host/plainText.js';

/** What is asked, by what would be done. */
export function consentQuestion(subject: ConsentSubject): string {
  const folder = plainText(folderOf(subject));
  if (subject.act === 'refresh') return l10n.t('Refresh URLs at CDN whenever their files are saved: {0}?', folder);
  return actOnSave(subject.mapping) === 'upload'
    ? l10n.t('Publish files to Alibaba Cloud whenever they are saved: {0}?', folder)
    : l10n.t('Publish files to Alibaba Cloud whenever you ask for it: {0}?', folder);
}

/** What is agreed to, in full; `domains` as the person reads them. */
export function consentDetail({ accountId, mapping, act }: ConsentSubject, domains: string): string {
  const { bucket, prefix } = mapping;
  const consequence =
    act === 'refresh'
      ? l10n.t("Nothing is uploaded; each saved file takes from the day's refresh quota.")
      : l10n.t('Objects with the same names are overwritten, and their URLs are refreshed at CDN.');
  return [
    l10n.t('Account: {0}', accountId),
    l10n.t('Bucket: {0} ({1})', bucket.name, bucket.region),
    ...(bucket.uploadDomain === undefined ? [] : [l10n.t('Uploaded through: {0}', bucket.uploadDomain)]),
    l10n.t('Prefix: {0}', plainText(prefix) || l10n.t('none')),
    l10n.t('Accelerated domains: {0}', domains),
    '',
    consequence,
    l10n.t('Run "Revoke Consent to Publish" to stop it.'),
  ].join('\n');
}

function folderOf({ workspace, mapping }: ConsentSubject): string {
  const name = decodeURIComponent(workspace.slice(workspace.lastIndexOf('/') + 1));
  return mapping.folder ? `${name}/${mapping.folder}` : name;
}
