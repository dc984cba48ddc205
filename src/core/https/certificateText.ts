import { l10n } from '../l10n.js';
import type { CertificateContact, DomainCertificate } from '../ports/certificates.js';
import { noticeText, withRemark } from '../text/plainText.js';
import { dayText } from '../text/timeText.js';
import { isRestorable } from './certificateState.js';

/** Returns a short description of a free certificate that is not issued yet. */
export function freeText(): string {
  return l10n.t('a free certificate, valid for 3 months');
}

/** Describes what a request for a free certificate uses up, and the contact that it notifies. */
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

/** Returns how to undo a change of the certificate. `held` is the certificate that was replaced; `undefined` if there was none. */
export function formerText(held: DomainCertificate | undefined): string {
  if (!held) return l10n.t('Undo in the Activity view returns to http only.');
  return isRestorable(held)
    ? l10n.t('Undo in the Activity view restores the previous certificate.')
    : onlyConsoleText();
}

/** Returns the warning that only the console can restore the present certificate. */
export function onlyConsoleText(): string {
  return l10n.t('The current certificate can be restored only in the CDN console.');
}

/** Returns the name of a certificate, or a text in its place if the vendor left it empty. */
export function certificateNameText(name: string): string {
  return noticeText(name) || l10n.t('unnamed certificate');
}

/** Returns a short description of a domain's certificate with its end date; `held` is `undefined` without HTTPS. */
export function heldText(held: DomainCertificate | undefined): string {
  if (!held) return l10n.t('none, http only');
  const name = certificateNameText(held.name);
  return held.expires === undefined ? name : l10n.t('{0}, until {1}', name, dayText(held.expires));
}
