import { requireNoStaging } from '../../delivery/requireNoStaging.js';
import {
  type CertificateProgress,
  type ChosenCertificate,
  certificateKey,
  type NewCertificate,
  type ProgressOf,
} from '../../https/chosenCertificate.js';
import type { CertificateRef, DomainCertificate } from '../../ports/certificates.js';
import { certificateApproval, countApproval } from '../approvals.js';
import { explainSetting } from '../cdnSettings.js';
import type { ChoiceProblem } from '../run/asks.js';
import type { RunFacts } from '../run/facts.js';
import { askForTxt, removeOwnTxt, settleProof, settlePutOff } from '../run/proofTxt.js';
import { isWithoutCertificate, mayPass } from '../run/runRecord.js';
import { askUser, type Observation, type Step, type StepContext, toStepFailure, waitFor } from '../run/step.js';
import { advanceAcme, noteStored, observeAcme, readAcme, toAcmeFailure } from './acmeCertificate.js';
import { advanceIssue, observeIssue, readFree } from './freeCertificate.js';

/** CDN has accepted a certificate and does not show it yet. */
const setRecheckMs = 10_000;

/** How long CDN may show the former certificate after it accepted another, ms. Source: Alibaba Cloud CDN, "Configure an SSL certificate": minutes. */
const effectMs = 10 * 60_000;
const dayMs = 86_400_000;

/** A certificate being set: CDN's current one, and the one it has accepted under the present approval. */
interface Sending {
  readonly chosen: NewCertificate;
  readonly held: DomainCertificate | undefined;
  readonly sent: RunFacts['certificate'];
}

const unready: Observation = waitFor({ kind: 'certificateUnready' }, setRecheckMs);

/**
 * CDN has the chosen certificate for the domain. A free one, or one of Let's Encrypt, is requested first, and its
 * validation records are removed. An approval names the replaced certificate: one that was set elsewhere meanwhile is
 * asked about.
 */
export const certificateStep: Step = {
  id: 'certificate',
  async observe(context) {
    const { facts, answers, plan } = context;
    if (isWithoutCertificate(context))
      return settleProof(context, 'validation', { skipped: true, note: 'withoutHttps' });
    if (facts.putOff.includes('certificate') && !context.isLate) return putOffCertificate(context);
    const { held, progress } = await look(context);
    if (!progress) {
      // CDN would refuse the certificate, even a free one that was used up for it.
      await requireNoStaging(context.cloud.cdn, context.plan.domain, context.signal);
      return ask(held);
    }
    if (isThere(progress, held)) return settleProof({ ...context, facts: consume(context, progress) }, 'validation');
    if (progress.kind === 'keep') return ask(held);
    const { chosen } = progress;
    const approval = certificateApproval(chosen, held, facts);
    const sent: Sending['sent'] =
      facts.certificate.state !== 'none' && facts.certificate.approval === approval
        ? facts.certificate
        : { state: 'none' };
    if (answers.approvals.certificate !== approval)
      return sent.state === 'none' ? askToReplace(chosen, held, approval) : ask(held, { kind: 'unshown' });
    if (progress.kind === 'issued') return observeSent(context, { chosen, held, sent });
    const seen =
      progress.kind === 'acme' ? await observeAcme(context, progress) : await observeIssue(context, progress);
    if (seen.kind !== 'free' && seen.kind !== 'acme') return seen;
    if (isHidden(seen) && plan.task === undefined && !context.isLate) return putOffCertificate(context);
    return ask(held, seen);
  },
  async act(context) {
    const { cloud, plan, facts, answers, note, signal } = context;
    // A certificate set since the observation is not in the approval.
    const { held, progress } = await look(context);
    if (!progress) return;
    if (isThere(progress, held)) return removeOwnTxt(context, 'validation');
    if (progress.kind === 'keep') return;
    const { chosen } = progress;
    const approval = certificateApproval(chosen, held, facts);
    if (answers.approvals.certificate !== approval) return;
    if (progress.kind === 'free') return advanceIssue(context, progress);
    if (progress.kind === 'acme') return advanceAcme(context, progress, held);
    await cloud.cdn.setCertificate(plan.domain, await readRef(progress, context), signal);
    await note({ ...facts, certificate: { state: 'sent', approval, at: context.now } });
  },
  async explain(error, context) {
    if (error.kind === 'forbidden') return askForTxt(context, 'validation');
    const acme = toAcmeFailure(error);
    const isRefused = ['certificateRefused', 'certificateGone'].includes(error.kind);
    const isApplication = ['UpdateInstance', 'ApplyCertificate'].includes(error.details.action ?? '');
    if (!acme && !isRefused && !(isApplication && !mayPass(error))) return explainSetting(error);
    const held = await context.cloud.cdn.readCertificate(context.plan.domain, context.signal);
    return ask(
      held,
      acme ? { kind: 'acme', failure: acme } : { kind: 'refused', error: toStepFailure(error, context) },
    );
  },
};

/**
 * CDN may still show the former certificate. After some minutes the user is asked, since the accepted one may have been
 * removed. The same approval then sets nothing any more.
 */
function observeSent({ facts, now }: StepContext, { chosen, held, sent }: Sending): Observation {
  if (sent.state !== 'sent') return { kind: 'todo' };
  if (now - sent.at < effectMs) return unready;
  const known = countApproval('certificate', facts);
  const approval = certificateApproval(chosen, held, known);
  const certificate = { state: 'unshown', approval, at: sent.at } as const;
  return { ...ask(held, { kind: 'unshown' }), facts: { ...known, certificate } };
}

function putOffCertificate(context: StepContext): Promise<Observation> {
  return settlePutOff('certificate', 'validation', context);
}

async function look(context: StepContext) {
  const { cloud, plan, answers, signal } = context;
  const [held, progress] = await Promise.all([
    cloud.cdn.readCertificate(plan.domain, signal),
    answers.certificate && readProgress(context, answers.certificate),
  ]);
  return { held, progress };
}

async function readProgress(context: StepContext, chosen: ChosenCertificate): Promise<CertificateProgress> {
  switch (chosen.kind) {
    case 'keep':
      return chosen;
    case 'own':
      return { kind: 'issued', chosen, id: chosen.id, region: chosen.region };
    case 'free':
      return readFree(context, chosen);
    case 'acme':
      return readAcme(context, chosen);
  }
}

/** Reads the name that the certificate service gave to what was requested. */
async function readRef({ chosen, id, region }: ProgressOf<'issued'>, context: StepContext): Promise<CertificateRef> {
  if (chosen.kind === 'own') return chosen;
  const { cloud, signal } = context;
  const { name } = await cloud.certificates.readCertificate({ id, region }, signal);
  return { id, name, region };
}

/** The facts after the certificate is seen, for any reason: its approval is used up. */
function consume({ facts, answers: { approvals } }: StepContext, progress: CertificateProgress): RunFacts {
  const known: RunFacts = { ...noteIssued(facts, progress), certificate: { state: 'none' } };
  const times = facts.consumed.certificate ?? 0;
  if (!approvals.certificate?.endsWith(` (${times})`)) return known;
  return countApproval('certificate', known);
}

/** An issued certificate is not asked about again. */
function noteIssued(facts: RunFacts, progress: CertificateProgress): RunFacts {
  if (progress.kind !== 'issued') return facts;
  const { chosen, id } = progress;
  switch (chosen.kind) {
    case 'own':
      return facts;
    case 'free':
      return { ...facts, request: { kind: 'free', state: 'issued', instance: chosen.instance, certificateId: id } };
    case 'acme':
      return noteStored(facts, chosen, progress);
  }
}

function isThere(progress: CertificateProgress, held: DomainCertificate | undefined): boolean {
  if (!held) return false;
  if (progress.kind === 'keep') return certificateKey(held) === progress.present;
  if (progress.kind !== 'issued') return false;
  const { chosen, id } = progress;
  // If CDN does not return the id, name and end are compared.
  if (held.id === undefined && chosen.kind === 'own') return held.name === chosen.name && mayEndTogether(held, chosen);
  return held.id === id;
}

/** Returns whether two certificates may end at the same time. Only the day of an end may be known, in any time zone. */
function mayEndTogether(left: Pick<DomainCertificate, 'expires'>, right: Pick<CertificateRef, 'expires'>): boolean {
  if (left.expires === undefined || right.expires === undefined) return true;
  return Math.abs(left.expires - right.expires) <= dayMs;
}

function ask(
  held: DomainCertificate | undefined,
  problem?: ChoiceProblem,
): Extract<Observation, { kind: 'needsUser' }> {
  const known = held && { held: toHeld(held), present: certificateKey(held) };
  const question = { kind: 'chooseCertificate', ...known, ...(problem && { problem }) } as const;
  return problem?.kind === 'unshown' ? askUser(question) : { kind: 'needsUser', ask: question };
}

/** Whether the record that validates the domain would take it from the wildcard that visitors follow. */
function isHidden(problem: Extract<ChoiceProblem, { kind: 'free' | 'acme' }>): boolean {
  return problem.kind === 'free' ? problem.failure === 'wildcard' : problem.failure.kind === 'wildcard';
}

/** The question before a certificate that was set after the choice is replaced. */
function askToReplace(chosen: NewCertificate, held: DomainCertificate | undefined, approval: string): Observation {
  const known = { chosen, approval, present: certificateKey(held), ...(held && { held: toHeld(held) }) };
  return askUser({ kind: 'replaceCertificate', ...known });
}

/** Only the shown fields, so that the same question stays equal. */
function toHeld({ id, name, region, expires }: DomainCertificate): DomainCertificate {
  const known = { ...(region !== undefined && { region }), ...(expires !== undefined && { expires }) };
  return { ...(id !== undefined && { id }), name, ...known };
}
