import { l10n } from '../l10n.js';
import type { CertificateContact, DomainCertificate } from '../ports/certificates.js';
import { noticeText, withRemark } from '../text/plainText.js';
import { dayText } from '../text/timeText.js';
import { isRestorable } from './certificateState.js';

/** A short description of a free certificate before it is issued. */
export function freeText(): string {
  return l10n.t('a free certificate, valid for 3 months');
}

/** What a request for a free certificate uses up, and the contact that it notifies. */
export function freeUseTexts(unused: number, contact: CertificateContact | undefined): readonly string[] {
  const whom = contact && noticeText(contact.email ? withRemark(contact.name, contact.email) : contact.name);
  return [
    l10n.t(
      'This will use one free certificate of the account. Currently unused: {0}. An account can request 20 per calendar year.',
      unused,
    ),
    ...(whom === undefined ? [] : [l10n.t('The certificate service will notify this contact: {0}', whom)]),
  ];
}

/** How to undo a change of the certificate; `held` is the replaced one. */
export function formerText(held: DomainCertificate | undefined): string {
  if (!held) return l10n.t('Undo in the Activity view returns to http only.');
  return isRestorable(held)
    ? l10n.t('Undo in the Activity view restores the previous certificate.')
    : onlyConsoleText();
}

/** The warning that only the console can restore the current certificate. */
export function onlyConsoleText(): string {
  return l10n.t('The current certificate can be restored only in the CDN console.');
}

/** The name of a certificate, which the vendor may leave empty. */
export function certificateNameText(name: string): string {
  return noticeText(name) || l10n.t('unnamed certificate');
}

/** A short description of a domain's certificate with its end date. */
export function heldText(held: DomainCertificate | undefined): string {
  if (!held) return l10n.t('none, http only');
  const name = certificateNameText(held.name);
  return held.expires === undefined ? name : l10n.t('{0}, until {1}', name, dayText(held.expires));
}
