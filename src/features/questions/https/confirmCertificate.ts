import { formerText } from '../../../core/https/certificateText.js';
import type { NewCertificate } from '../../../core/https/chosenCertificate.js';
import { l10n } from '../../../core/l10n.js';
import { certificateApproval } from '../../../core/onboarding/approvals.js';
import { missingProtocols } from '../../../core/onboarding/https/protocols.js';
import type { DomainCertificate } from '../../../core/ports/certificates.js';
import { showButtons } from '../askForms.js';
import type { AskContext } from '../runQuestion.js';

/** A question that gives a domain a certificate, or requests one. */
interface CertificateQuestion {
  readonly chosen: NewCertificate;
  /** The one that it replaces. */
  readonly held: DomainCertificate | undefined;
  /** What follows, in front of what follows from any certificate. */
  readonly details: readonly string[];
  readonly question: string;
  readonly button: string;
}

/** Gives the run a certificate behind a modal that shows what changes and how that is undone. */
export async function confirmCertificate(
  context: AskContext,
  { chosen, held, details, question, button }: CertificateQuestion,
): Promise<void> {
  const detail = [
    ...details,
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
