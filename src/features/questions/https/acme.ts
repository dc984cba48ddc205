import { l10n } from 'vscode';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import { acmeNames, findAcmeObstacle, isAcmeOffered } from '../../../core/https/acmeObstacle.js';
import type { ChosenOf } from '../../../core/https/chosenCertificate.js';
import { certificateApproval } from '../../../core/onboarding/https/certificateApproval.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import { showWarning } from '../../../host/display.js';
import { acmeFailureText, acmeTerms, acmeText } from '../../../host/text/https/acmeText.js';
import { formerText, heldText } from '../../../host/text/https/certificateText.js';
import { showButtons } from '../askForms.js';
import type { AskContext } from '../runQuestion.js';
import { describeProtocols } from './describeProtocols.js';

/** The row that offers a certificate of Let's Encrypt; none where a record that validates the domain cannot be written in this account. */
export async function acmeItem(context: AskContext, signal: AbortSignal): Promise<readonly PickItem<'acme'>[]> {
  const cloud = await context.cloud();
  if (!(await isAcmeOffered({ cloud, resolvers: context.resolvers, signal }, context.run.plan.domain))) return [];
  const label = `$(shield) ${l10n.t("Request a Certificate from Let's Encrypt…")}`;
  return [{ label, description: l10n.t('free'), alwaysShow: true, value: 'acme' }];
}

/**
 * Has a certificate of Let's Encrypt requested behind a modal that shows what changes, what is agreed to, and how it is renewed. What
 * would have the request fail is told instead.
 */
export async function requestAcme(context: AskContext): Promise<void> {
  const { run, answer, clock, resolvers } = context;
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
    return;
  }
  const chosen: ChosenOf<'acme'> = { kind: 'acme', names: acmeNames(domain), askedAt: clock.now() };
  const detail = [
    beforeAfter(heldText(held), acmeText()),
    ...acmeTerms(chosen.names),
    await describeProtocols(context),
    l10n.t('HTTPS requests are billed beyond 5 million per month.'),
    formerText(held),
  ].join('\n\n');
  const approvals = { certificate: certificateApproval(chosen, held, run.facts) };
  const request = { label: l10n.t('Request Certificate'), act: () => answer({ certificate: chosen, approvals }) };
  const question = l10n.t("Request a certificate from Let's Encrypt for {0}?", showDomain(domain));
  await showButtons(question, [request], detail);
}
