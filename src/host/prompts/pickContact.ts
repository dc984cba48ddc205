import type { FormUi, Reply } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import type { CertificateContact } from '../../core/ports/certificates.js';
import { noticeText } from '../../core/text/plainText.js';

/** Asks for the contact of the certificate service about a certificate. */
export function pickContact(
  ui: Pick<FormUi, 'pick'>,
  contacts: readonly CertificateContact[],
): Promise<Reply<CertificateContact>> {
  return ui.pick<CertificateContact>({
    title: l10n.t('Contact of the Certificate'),
    placeholder: l10n.t('Choose a contact'),
    notes: [l10n.t('The certificate service notifies the contact about this certificate')],
    items: contacts.map((each) => ({
      label: noticeText(each.name),
      description: noticeText(each.email ?? ''),
      value: each,
    })),
  });
}
