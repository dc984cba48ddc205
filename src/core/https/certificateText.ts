import { l10n } from '../l10n.js';
import type { DomainCertificate } from '../ports/certificates.js';
import { noticeText } from '../text/plainText.js';
import { dayText } from '../text/timeText.js';
import { isRestorable } from './certificateState.js';

/** A free certificate in a few words, before it is issued. */
export function freeText(): string {
  return l10n.t('a free certificate, valid for 3 months');
}

/** How the change of a certificate is undone; `held` is the one that is replaced. */
export function formerText(held: DomainCertificate | undefined): string {
  if (!held) return l10n.t('Undo in the Activity view returns to http only.');
  return isRestorable(held)
    ? l10n.t('Undo in the Activity view restores the previous certificate.')
    : onlyConsoleText();
}

/** That what is taken away cannot be given back from here. */
export function onlyConsoleText(): string {
  return l10n.t('The current certificate can be restored only in the CDN console.');
}

/** The name of a certificate, which the vendor may leave empty. */
export function certificateNameText(name: string): string {
  return noticeText(name) || l10n.t('unnamed certificate');
}

/** A certificate of a domain in a few words, with the day on which it ends. */
export function heldText(held: DomainCertificate | undefined): string {
  if (!held) return l10n.t('none, http only');
  const name = certificateNameText(held.name);
  return held.expires === undefined ? name : l10n.t('{0}, until {1}', name, dayText(held.expires));
}
