import type { DomainCertificate } from '../../ports/certificates.js';
import { onceApproval } from '../approvals.js';
import { explainSetting } from '../cdnSettings.js';
import { type ChosenCertificate, certificateKey, type HeldCertificate } from '../run/certificateAsk.js';
import type { RunFacts } from '../run/run.js';
import { type Observation, type Step, type StepContext, seconds, toStepFailure } from '../run/step.js';

/**
 * CDN has the chosen certificate for the domain. An approval names what is replaced: a certificate that was set elsewhere
 * meanwhile is asked about, and not replaced without an answer.
 */
export const certificateStep: Step = {
  id: 'certificate',
  async observe(context) {
    const { cloud, plan, facts, answers, signal } = context;
    const held = await cloud.cdn.readCertificate(plan.domain, signal);
    const { certificate: chosen } = answers;
    if (!chosen) return ask(held);
    if (isChosen(chosen, held)) return { kind: 'done', facts: consume(context) };
    if ('keep' in chosen) return ask(held);
    const approval = certificateApproval(chosen, held, facts);
    if (answers.approvals?.certificate === approval) return { kind: 'todo' };
    const known = { chosen: chosen.name, approval, present: certificateKey(held), ...(held && { held: toHeld(held) }) };
    return { kind: 'needsUser', ask: { kind: 'replaceCertificate', ...known }, recheckMs: seconds(30) };
  },
  async act({ cloud, plan, facts, answers: { certificate: chosen, approvals }, signal }) {
    if (!chosen || 'keep' in chosen) return;
    // One that was set since it was observed is in no approval.
    const held = await cloud.cdn.readCertificate(plan.domain, signal);
    if (approvals?.certificate === certificateApproval(chosen, held, facts))
      await cloud.cdn.setCertificate(plan.domain, chosen, signal);
  },
  async explain(error, context) {
    if (!['certificateRefused', 'certificateGone', 'keyRefused'].includes(error.kind)) return explainSetting(error);
    const held = await context.cloud.cdn.readCertificate(context.plan.domain, context.signal);
    return ask(held, toStepFailure(error, context));
  },
};

/** What an approval must say for this certificate to take the place of exactly that one, once. */
export function certificateApproval(
  chosen: Exclude<ChosenCertificate, { keep: string }>,
  held: DomainCertificate | undefined,
  facts: RunFacts,
): string {
  return onceApproval('certificate', `${chosen.region} ${chosen.id} over ${certificateKey(held)}`, facts);
}

/** The facts once the certificate is seen, however it was set: an approval for it is used up. */
function consume({ facts, answers: { approvals } }: Pick<StepContext, 'facts' | 'answers'>): RunFacts {
  const times = facts.consumed?.certificate ?? 0;
  if (!approvals?.certificate?.endsWith(` (${times})`)) return facts;
  return { ...facts, consumed: { ...facts.consumed, certificate: times + 1 } };
}

function isChosen(chosen: ChosenCertificate, held: DomainCertificate | undefined): boolean {
  if (!held) return false;
  return 'keep' in chosen ? certificateKey(held) === chosen.keep : held.id === chosen.id;
}

function ask(held: DomainCertificate | undefined, error?: ReturnType<typeof toStepFailure>): Observation {
  const known = { ...(held && { held: toHeld(held), present: certificateKey(held) }), ...(error && { error }) };
  return { kind: 'needsUser', ask: { kind: 'chooseCertificate', ...known } };
}

/** Only what is shown, so that the same question stays the same. */
function toHeld({ id, name, expires }: DomainCertificate): HeldCertificate {
  return { ...(id !== undefined && { id }), name, ...(expires !== undefined && { expires }) };
}
