import { isHeldByWildcard } from '../../../core/dns/wildcardHost.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import { type FreeOffer, freeHost } from '../../../core/https/accountCertificates.js';
import { freeText, heldText } from '../../../core/https/certificateText.js';
import type { ChosenOf } from '../../../core/https/chosenCertificate.js';
import { l10n } from '../../../core/l10n.js';
import { onlyWildcardText } from '../../../core/onboarding/https/acmeText.js';
import type { CertificateContact } from '../../../core/ports/certificates.js';
import { noticeText, withRemark } from '../../../core/text/plainText.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import { openPage } from '../../../host/console/openPage.js';
import { showWarning } from '../../../host/display.js';
import { pickContact } from '../../../host/prompts/pickContact.js';
import { showButtons } from '../askForms.js';
import type { AskContext } from '../runQuestion.js';
import { confirmCertificate } from './confirmCertificate.js';

/** The row for a free certificate. */
export function freeItem(offer: FreeOffer): PickItem<FreeOffer> {
  const { state } = offer.instance;
  const isNew = state === 'unused';
  const label = isNew ? l10n.t('Request a Free Certificate…') : l10n.t('Continue with the Free Certificate…');
  const description = isNew
    ? l10n.t('valid for 3 months; {0} unused in the account', offer.unused)
    : state === 'issued'
      ? l10n.t('issued for this domain')
      : l10n.t('applied for this domain');
  return { label: `$(gift) ${label}`, description, alwaysShow: true, value: offer };
}

/**
 * Applies for a free certificate after a modal with its cost and its contact. An empty list means that it cannot be
 * validated and another certificate is to be chosen.
 */
export async function requestFree(
  { instance, unused }: FreeOffer,
  context: AskContext,
): Promise<readonly string[] | undefined> {
  const { run, clock } = context;
  if (instance.state !== 'issued' && (await refuseWildcard(context))) return [];
  const contact = instance.state === 'unused' ? await chooseContact(context) : undefined;
  if (contact === 'none') return undefined;
  const { cdn } = await context.cloud();
  const held = await cdn.readCertificate(run.plan.domain, new AbortController().signal);
  const chosen: ChosenOf<'free'> = {
    kind: 'free',
    instance: instance.id,
    askedAt: clock.now(),
    ...(contact && { contact: contact.id }),
  };
  const domain = showDomain(run.plan.domain);
  await confirmCertificate(context, {
    chosen,
    held,
    details: [...(contact ? usedUp(unused, contact) : []), beforeAfter(heldText(held), freeText())],
    question: contact ? l10n.t('Request a free certificate for {0}?', domain) : l10n.t('Set up HTTPS for {0}?', domain),
    button: contact ? l10n.t('Request Certificate') : l10n.t('Continue'),
  });
  return undefined;
}

/** Uses nothing up if the certificate's record would do harm. */
async function refuseWildcard({ run: { plan }, cloud, resolvers }: AskContext): Promise<boolean> {
  const context = { cloud: await cloud(), resolvers, signal: new AbortController().signal };
  const isHeld = await isHeldByWildcard(context, freeHost(plan.domain));
  const sentence = l10n.t('A free certificate cannot be validated for {0}', showDomain(plan.domain));
  if (isHeld) await showWarning(sentence, { modal: true, detail: onlyWildcardText() });
  return isHeld;
}

function usedUp(unused: number, { name, email }: CertificateContact): readonly string[] {
  const whom = noticeText(email ? withRemark(name, email) : name);
  return [
    l10n.t(
      'This will use one free certificate of the account. Currently unused: {0}. An account can request 20 per calendar year.',
      unused,
    ),
    l10n.t('The certificate service will notify this contact: {0}', whom),
    l10n.t(
      'It will be issued after a DNS record verifies domain ownership, usually within minutes. You will be asked to confirm before the record is added. It is valid for 3 months and is not renewed automatically.',
    ),
  ];
}

/** The account's only contact, or one that the user chooses. Without any, one is added in the console. */
async function chooseContact({ cloud, ui, links }: AskContext): Promise<CertificateContact | 'none'> {
  const { certificates } = await cloud();
  const contacts = await certificates.listContacts(new AbortController().signal);
  const [only, ...others] = contacts;
  if (!only) {
    const open = { label: l10n.t('Open Certificate Console'), act: () => openPage(links.certificates()) };
    const detail = l10n.t('Add a contact (name, phone, email) in the certificate console, then choose again.');
    await showButtons(l10n.t('A free certificate requires a contact, but the account has none'), [open], detail);
    return 'none';
  }
  if (others.length === 0) return only;
  const reply = await pickContact(ui, contacts);
  return reply.kind === 'value' ? reply.value : 'none';
}
