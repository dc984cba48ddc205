import { isHeldByWildcard } from '../../../core/dns/wildcardHost.js';
import { showDomain } from '../../../core/domainName.js';
import { type AppError, toAppError } from '../../../core/errors.js';
import type { PickItem } from '../../../core/form.js';
import { type FreeOffer, freeHost } from '../../../core/https/accountCertificates.js';
import { acmeNames, findAcmeObstacle, isAcmeOffered } from '../../../core/https/acmeObstacle.js';
import { formerText, freeText, freeUseTexts, heldText } from '../../../core/https/certificateText.js';
import type { ChosenOf, NewCertificate } from '../../../core/https/chosenCertificate.js';
import { l10n } from '../../../core/l10n.js';
import { certificateApproval } from '../../../core/onboarding/approvals.js';
import { acmeFailureText, acmeTerms, acmeText, onlyWildcardText } from '../../../core/onboarding/https/acmeText.js';
import { missingProtocols } from '../../../core/onboarding/https/protocols.js';
import type { CertificateContact } from '../../../core/ports/certificates.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import { openPage } from '../../../host/console/openPage.js';
import { showWarning } from '../../../host/display.js';
import { pickContact } from '../../../host/prompts/pickContact.js';
import { showButtons } from '../askForms.js';
import type { AskContext } from '../runQuestion.js';

/** A question that gives a domain a certificate, or requests one. */
interface CertificateQuestion {
  readonly chosen: NewCertificate;
  /** Its short description. */
  readonly text: string;
  /** What is used up, and the terms of its issuer. */
  readonly uses?: readonly string[];
  readonly terms?: readonly string[];
  readonly question: string;
  readonly button: string;
}

/** Gives the run a certificate behind a modal that shows what changes and how that is undone. */
export async function confirmCertificate(
  context: AskContext,
  { chosen, text, uses = [], terms = [], question, button }: CertificateQuestion,
): Promise<void> {
  const { cdn } = await context.cloud();
  const held = await cdn.readCertificate(context.run.plan.domain, new AbortController().signal);
  const detail = [
    ...uses,
    beforeAfter(heldText(held), text),
    ...terms,
    await describeProtocols(context),
    l10n.t('HTTPS requests are billed beyond 5 million per month.'),
    formerText(held),
  ].join('\n\n');
  const approvals = { certificate: certificateApproval(chosen, held, context.run.facts) };
  const act = () => context.answer({ certificate: chosen, approvals });
  await showButtons(question, [{ label: button, act }], detail);
}

/** Describes what else setting up HTTPS changes; everything possible if the settings cannot be read. */
export async function describeProtocols({ run, cloud }: Pick<AskContext, 'run' | 'cloud'>): Promise<string> {
  const { plan, facts, answers } = run;
  const { signal } = new AbortController();
  const missing = missingProtocols({ cloud: await cloud(), plan, facts, answers, signal });
  return protocolsText(await missing.catch(() => ({ http2: true, tls: true })));
}

/** The changes that are not in effect yet. */
function protocolsText({ http2, tls }: { readonly http2: boolean; readonly tls: boolean }): string {
  if (http2 && tls)
    return l10n.t('HTTP/2 will be turned on, and TLS 1.2 will become the minimum version. HTTP will continue to work.');
  if (http2) return l10n.t('HTTP/2 will be turned on. HTTP will continue to work.');
  if (tls) return l10n.t('TLS 1.2 will become the minimum version. HTTP will continue to work.');
  return l10n.t('HTTP will continue to work.');
}

/**
 * Whether a certificate of Let's Encrypt can be requested here: not if a record cannot be written in this account, or
 * with the failure of its server.
 */
export type AcmeOffer = 'offered' | 'elsewhere' | AppError;

/** Time limit for the server, ms: a list waits for it. */
const patienceMs = 5_000;

/** Determines whether a certificate of Let's Encrypt can be requested for the domain of a run. */
export async function findAcmeOffer(
  { run, resolvers, cloud: open }: Pick<AskContext, 'run' | 'resolvers' | 'cloud'>,
  signal: AbortSignal,
): Promise<AcmeOffer> {
  const cloud = await open();
  const [isOffered, failure] = await Promise.all([
    isAcmeOffered({ cloud, resolvers, signal }, run.plan.domain),
    cloud.acme
      .reachServer(AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]))
      .then(() => undefined, toAppError),
  ]);
  if (!isOffered) return 'elsewhere';
  return failure ?? 'offered';
}

/** The row for a certificate of Let's Encrypt. */
export function acmeItem(): PickItem<'acme'> {
  const label = `$(shield) ${l10n.t("Request a Certificate from Let's Encrypt…")}`;
  return { label, description: l10n.t('free'), alwaysShow: true, value: 'acme' };
}

/**
 * Requests a certificate of Let's Encrypt after a modal with the change, the terms, and its renewal. An obstacle is
 * shown instead, and an empty list means that another certificate is to be chosen.
 */
export async function requestAcme(context: AskContext): Promise<readonly string[] | undefined> {
  const { run, clock, resolvers } = context;
  const { domain } = run.plan;
  const cloud = await context.cloud();
  const { signal } = new AbortController();
  const obstacle = await findAcmeObstacle({ cloud, resolvers, signal }, domain);
  if (obstacle) {
    const sentence = l10n.t("Let's Encrypt cannot issue a certificate for {0}", showDomain(domain));
    await showWarning(sentence, { modal: true, detail: acmeFailureText(obstacle) });
    return [];
  }
  const chosen: ChosenOf<'acme'> = { kind: 'acme', names: acmeNames(domain), askedAt: clock.now() };
  await confirmCertificate(context, {
    chosen,
    text: acmeText(),
    terms: acmeTerms(chosen.names),
    question: l10n.t("Request a certificate from Let's Encrypt for {0}?", showDomain(domain)),
    button: l10n.t('Request Certificate'),
  });
  return undefined;
}

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
  const chosen: ChosenOf<'free'> = {
    kind: 'free',
    instance: instance.id,
    askedAt: clock.now(),
    ...(contact && { contact: contact.id }),
  };
  const domain = showDomain(run.plan.domain);
  await confirmCertificate(context, {
    chosen,
    text: freeText(),
    ...(contact && { uses: usedUp(unused, contact) }),
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

function usedUp(unused: number, contact: CertificateContact): readonly string[] {
  return [
    ...freeUseTexts(unused, contact),
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
