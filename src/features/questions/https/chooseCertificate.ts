import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { type ErrorKind, isErrorOf } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import type { PickItem } from '../../../core/form.js';
import { type FreeOffer, findFreeOffer, listFitting } from '../../../core/https/accountCertificates.js';
import { certificateNameText, heldText } from '../../../core/https/certificateText.js';
import { certificateKey, chooseOwn } from '../../../core/https/chosenCertificate.js';
import { l10n } from '../../../core/l10n.js';
import type { AskOf } from '../../../core/onboarding/run/asks.js';
import type { AccountCertificate, CertificateRef, FreeInstance } from '../../../core/ports/certificates.js';
import { listText } from '../../../core/text/plainText.js';
import { dayText } from '../../../core/text/timeText.js';
import { showButtons } from '../askForms.js';
import type { AskButton, AskContext } from '../runQuestion.js';
import {
  type AcmeOffer,
  acmeItem,
  confirmCertificate,
  describeProtocols,
  findAcmeOffer,
  freeItem,
  requestAcme,
  requestFree,
} from './newCertificate.js';
import { addPair } from './pair.js';

type Choice =
  | { readonly kind: 'own'; readonly certificate: AccountCertificate }
  | { readonly kind: 'free'; readonly offer: FreeOffer }
  | { readonly kind: 'acme' }
  | { readonly kind: 'files' }
  | { readonly kind: 'keep' };

/**
 * Asks for a certificate of the account or from files, shows the change, and passes it to the run. If a choice cannot be
 * used, the list is shown again with the reason.
 */
export async function chooseCertificate(ask: AskOf<'chooseCertificate'>, context: AskContext): Promise<void> {
  const { run, ui, clock } = context;
  const { domain } = run.plan;
  const { preset } = context;
  if (preset === 'acme' && (await findAcmeOffer(context, new AbortController().signal)) === 'offered') {
    if (!(await requestAcme(context))) return;
  }
  for (let wrong: readonly string[] | undefined = []; wrong; ) {
    const work = new AbortController();
    const reasons: readonly string[] = wrong;
    const choices = listChoices(context, work.signal);
    const reply = await ui.pick<Choice>({
      title: l10n.t('Certificate for {0}', showDomain(domain)),
      placeholder: l10n.t('Choose a certificate that covers the domain'),
      notes: choices.then((found) => [...reasons, ...found.unread, ...whyNoneFree(found, domain)]),
      items: choices.then(({ fitting, offer, acme }) => [
        ...fitting.map((each) => toItem(each, clock.now())),
        ...(offer ? [{ ...freeItem(offer), value: { kind: 'free', offer } as const }] : []),
        ...(acme === 'offered' ? [{ ...acmeItem(), value: { kind: 'acme' } as const }] : []),
        ...others(ask),
      ]),
    });
    work.abort();
    if (reply.kind !== 'value') return;
    wrong = await take(reply.value, ask, context);
  }
}

/** Asks for a certificate in place of the chosen one, at any state of the run. */
export async function chooseAnotherCertificate(context: AskContext): Promise<void> {
  const { cdn } = await context.cloud();
  const held = await cdn.readCertificate(context.run.plan.domain, new AbortController().signal);
  const known = held && { held, present: certificateKey(held) };
  await chooseCertificate({ kind: 'chooseCertificate', ...known }, context);
}

/** A button to choose another certificate. */
export function anotherCertificateButton(context: AskContext): AskButton {
  return { label: l10n.t('Choose Another Certificate…'), act: () => chooseAnotherCertificate(context) };
}

/** Applies a choice; returns why it cannot be used if another one is to be chosen. */
async function take(
  choice: Choice,
  ask: AskOf<'chooseCertificate'>,
  context: AskContext,
): Promise<readonly string[] | undefined> {
  switch (choice.kind) {
    case 'acme':
      return requestAcme(context);
    case 'free':
      return requestFree(choice.offer, context);
    case 'keep':
      return void (await agreeToKeep(ask, context));
    case 'own':
      return void (await agreeToCertificate(choice.certificate, context));
    case 'files':
      return takeFiles(context);
  }
}

/** Problems of the chosen files or their content. */
const ofFiles: readonly ErrorKind[] = ['badFile', 'certificateRefused', 'invalidInput'];

async function takeFiles(context: AskContext): Promise<readonly string[] | undefined> {
  try {
    const added = await addPair(context);
    if (added && 'wrong' in added) return [l10n.t('This certificate cannot be used'), ...added.wrong];
    return added && void (await agreeToCertificate(added, context));
  } catch (error) {
    if (!isErrorOf(error, ...ofFiles)) throw error;
    return [l10n.t('This certificate cannot be used'), errorText(error)];
  }
}

/** Why no free certificate can be requested, if none can; unreadable parts are omitted. */
function whyNoneFree({ offer, acme, instances }: Choices, domain: string): readonly string[] {
  if (acme instanceof Error) return [errorText(acme)];
  if (offer || acme === 'offered') return [];
  const name = showDomain(domain);
  const free = isWildcard(domain)
    ? l10n.t('A free certificate of the account does not cover a wildcard such as {0}', name)
    : l10n.t(
        'The account has no unused free certificate. Get one in the certificate console; the record that verifies the domain can be added at any DNS provider.',
      );
  const elsewhere = l10n.t(
    "Let's Encrypt is not offered: the record that verifies {0} can be added here only where Alibaba Cloud DNS of this account serves the domain.",
    name,
  );
  return [...(acme === 'elsewhere' ? [elsewhere] : []), ...(instances ? [free] : [])];
}

/** The choices for a domain; `acme` and `instances` are absent if unreadable, `unread` is the reason for the account's list. */
interface Choices {
  readonly fitting: readonly AccountCertificate[];
  readonly offer: FreeOffer | undefined;
  readonly acme: AcmeOffer | undefined;
  readonly instances: readonly FreeInstance[] | undefined;
  readonly unread: readonly string[];
}

/** Lists certificates that cover the domain, and those that can be requested. */
async function listChoices(context: AskContext, signal: AbortSignal): Promise<Choices> {
  const { domain } = context.run.plan;
  const cloud = await context.cloud();
  const now = context.clock.now();
  const [{ fitting, unread }, instances, acme] = await Promise.all([
    listFitting(cloud, domain, now, signal),
    // An unavailable offer does not affect the list.
    cloud.certificates.listFreeInstances(signal).catch(() => undefined),
    findAcmeOffer(context, signal).catch(() => undefined),
  ]);
  const offer = findFreeOffer(instances ?? [], domain, new Set(fitting.map(({ id }) => id)), now);
  return { fitting, acme, instances, offer, unread: [...new Set(unread.map(errorText))] };
}

function toItem(certificate: AccountCertificate, now: number): PickItem<Choice> {
  const { name, names, expires } = certificate;
  const isExpired = expires !== undefined && expires <= now;
  const end = expires === undefined ? '' : dayText(expires);
  const until = isExpired ? l10n.t('expired on {0}', end) : end && l10n.t('until {0}', end);
  return {
    label: `${isExpired ? '$(warning)' : '$(lock)'} ${certificateNameText(name)}`,
    description: [until, listText(names)].filter(Boolean).join(' · '),
    value: { kind: 'own', certificate },
  };
}

function others({ held }: AskOf<'chooseCertificate'>): readonly PickItem<Choice>[] {
  const files = {
    label: `$(file) ${l10n.t('From Files…')}`,
    description: l10n.t('a PEM certificate and its private key'),
    alwaysShow: true,
    value: { kind: 'files' } as const,
  };
  const keep = {
    label: `$(check) ${l10n.t('Keep Current Certificate')}`,
    description: heldText(held),
    value: { kind: 'keep' } as const,
  };
  return held ? [files, keep] : [files];
}

/** Asks in a modal with the state before and after before the domain gets the certificate. */
async function agreeToCertificate(certificate: CertificateRef, context: AskContext): Promise<void> {
  await confirmCertificate(context, {
    chosen: chooseOwn(certificate),
    text: heldText(certificate),
    question: l10n.t('Set up HTTPS for {0}?', showDomain(context.run.plan.domain)),
    button: l10n.t('Set Certificate'),
  });
}

/** Asks to keep the certificate, and shows what else the run changes. */
async function agreeToKeep({ held, present = '' }: AskOf<'chooseCertificate'>, context: AskContext): Promise<void> {
  const { run, answer } = context;
  const detail = [l10n.t('Current certificate: {0}', heldText(held)), await describeProtocols(context)].join('\n\n');
  const keep = {
    label: l10n.t('Keep Current Certificate'),
    act: () => answer({ certificate: { kind: 'keep', present } }),
  };
  return showButtons(l10n.t('Set up HTTPS for {0}?', showDomain(run.plan.domain)), [keep], detail);
}
