import { showDomain } from '../../../core/domainName.js';
import { type AppError, toAppError } from '../../../core/errors.js';
import type { PickItem } from '../../../core/form.js';
import { acmeNames, findAcmeObstacle, isAcmeOffered } from '../../../core/https/acmeObstacle.js';
import { heldText } from '../../../core/https/certificateText.js';
import type { ChosenOf } from '../../../core/https/chosenCertificate.js';
import { l10n } from '../../../core/l10n.js';
import { acmeFailureText, acmeTerms, acmeText } from '../../../core/onboarding/https/acmeText.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import { showWarning } from '../../../host/display.js';
import type { AskContext } from '../runQuestion.js';
import { confirmCertificate } from './confirmCertificate.js';

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
  const [obstacle, held] = await Promise.all([
    findAcmeObstacle({ cloud, resolvers, signal }, domain),
    cloud.cdn.readCertificate(domain, signal),
  ]);
  if (obstacle) {
    const sentence = l10n.t("Let's Encrypt cannot issue a certificate for {0}", showDomain(domain));
    await showWarning(sentence, { modal: true, detail: acmeFailureText(obstacle) });
    return [];
  }
  const chosen: ChosenOf<'acme'> = { kind: 'acme', names: acmeNames(domain), askedAt: clock.now() };
  await confirmCertificate(context, {
    chosen,
    held,
    details: [beforeAfter(heldText(held), acmeText()), ...acmeTerms(chosen.names)],
    question: l10n.t("Request a certificate from Let's Encrypt for {0}?", showDomain(domain)),
    button: l10n.t('Request Certificate'),
  });
  return undefined;
}
