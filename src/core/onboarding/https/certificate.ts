import { requireNoStaging } from '../../delivery/requireNoStaging.js';
import type { DomainCertificate } from '../../ports/certificates.js';
import type { FreeInstance } from '../../ports/freeCertificates.js';
import { explainSetting } from '../cdnSettings.js';
import { answerRecheckMs } from '../recheckTimes.js';
import type { CertificateAsk } from '../run/asks.js';
import {
  type AcmeFailure,
  type ChosenCertificate,
  certificateKey,
  type GivenCertificate,
  type HeldCertificate,
  type OwnCertificate,
} from '../run/certificateAsk.js';
import { askForTxt, removeOwnTxt, settleProof } from '../run/proofTxt.js';
import type { RunFacts } from '../run/run.js';
import { mayPass } from '../run/runRecord.js';
import { type Observation, type Step, type StepContext, seconds, toStepFailure } from '../run/step.js';
import { type AcmeProgress, advanceAcme, observeAcme, readAcme, toAcmeFailure } from './acmeCertificate.js';
import { certificateApproval } from './certificateApproval.js';
import { advanceIssue, observeIssue, readFree } from './freeCertificate.js';

/** CDN accepted a certificate and does not show it yet. */
const setRecheckMs = seconds(10);

/** How long CDN may show the former certificate after it accepted another, ms. Source: Alibaba Cloud CDN, "Configure an SSL certificate": minutes. */
const effectMs = 10 * 60_000;
const dayMs = 86_400_000;

type CertificateQuestion = Extract<CertificateAsk, { kind: 'chooseCertificate' }>;

/** A certificate on its way to the domain: what CDN shows there, and what it accepted already under the present approval. */
interface Sending {
  readonly chosen: GivenCertificate;
  readonly held: DomainCertificate | undefined;
  readonly sent: RunFacts['certificateSent'];
}

const unready: Observation = { kind: 'waiting', reason: { kind: 'certificateUnready' }, recheckMs: setRecheckMs };

/**
 * CDN has the chosen certificate for the domain; a free one, or one of Let's Encrypt, is requested first, and the records that validated it removed. An
 * approval names what is replaced: a certificate that was set elsewhere meanwhile is asked about, and not replaced without an answer.
 */
export const certificateStep: Step = {
  id: 'certificate',
  async observe(context) {
    const { facts, answers } = context;
    const { held, chosen, free, acme } = await look(context);
    if (!chosen) {
      // CDN would refuse the certificate, also a free one that was used up for it.
      await requireNoStaging(context.cloud.cdn, context.plan.domain, context.signal);
      return ask(held);
    }
    const id = idOf(chosen, free, acme);
    if (isChosen(chosen, held, id)) return settleProof({ ...context, facts: consume(context, id) }, 'validation');
    if ('keep' in chosen) return ask(held);
    const approval = certificateApproval(chosen, held, facts);
    const sent = facts.certificateSent?.approval === approval ? facts.certificateSent : undefined;
    if (answers.approvals?.certificate !== approval) {
      if (sent) return ask(held, { unshown: true });
      const name = 'id' in chosen ? { chosen: chosen.name } : 'acme' in chosen && ({ acme: true } as const);
      const known = { ...name, approval, present: certificateKey(held), ...(held && { held: toHeld(held) }) };
      return { kind: 'needsUser', ask: { kind: 'replaceCertificate', ...known }, recheckMs: answerRecheckMs };
    }
    if (id !== undefined || 'id' in chosen) return observeSent(context, { chosen, held, sent });
    if ('acme' in chosen) return toObservation(await observeAcme(context, chosen, acme ?? {}), held);
    const seen = await observeIssue(context, chosen, free);
    return typeof seen === 'string' ? ask(held, { free: seen }) : seen;
  },
  async act(context) {
    const { cloud, plan, facts, answers, note, signal } = context;
    // One that was set since it was observed is in no approval.
    const { held, chosen, free, acme } = await look(context);
    if (!chosen) return;
    const id = idOf(chosen, free, acme);
    if (isChosen(chosen, held, id)) return removeOwnTxt(context, 'validation');
    if ('keep' in chosen) return;
    const approval = certificateApproval(chosen, held, facts);
    if (answers.approvals?.certificate !== approval) return;
    if ('instance' in chosen && id === undefined) return free && advanceIssue(context, chosen, free);
    if ('acme' in chosen && id === undefined) return advanceAcme(context, chosen, acme ?? {});
    await cloud.cdn.setCertificate(plan.domain, 'id' in chosen ? chosen : await readOwn(Number(id), context), signal);
    await note({ ...facts, certificateSent: { approval, at: context.now } });
  },
  async explain(error, context) {
    if (error.kind === 'forbidden') return askForTxt(context, 'validation');
    const acme = toAcmeFailure(error);
    const isRefused = ['certificateRefused', 'certificateGone', 'keyRefused'].includes(error.kind);
    const isApplication = ['UpdateInstance', 'ApplyCertificate'].includes(error.details.action ?? '');
    if (!acme && !isRefused && !(isApplication && !mayPass(error))) return explainSetting(error);
    const held = await context.cloud.cdn.readCertificate(context.plan.domain, context.signal);
    return ask(held, acme ? { acme } : { error: toStepFailure(error, context) });
  },
};

/**
 * CDN may still show what was there before it accepted a certificate. After some minutes the user is asked, since what was accepted may
 * have been taken away again; then the same approval sets nothing any more.
 */
function observeSent({ facts, now }: StepContext, { chosen, held, sent }: Sending): Observation {
  if (!sent || sent.unshown) return { kind: 'todo' };
  if (now - sent.at < effectMs) return unready;
  const known = useUp(facts);
  const certificateSent = { approval: certificateApproval(chosen, held, known), at: sent.at, unshown: true } as const;
  return { ...ask(held, { unshown: true }), facts: { ...known, certificateSent } };
}

async function look(context: StepContext) {
  const { cloud, plan, answers, signal } = context;
  const { certificate: chosen } = answers;
  const [held, free, acme] = await Promise.all([
    cloud.cdn.readCertificate(plan.domain, signal),
    chosen && 'instance' in chosen ? readFree(context, chosen) : undefined,
    chosen && 'acme' in chosen ? readAcme(context, chosen) : undefined,
  ]);
  return { held, chosen, free, acme };
}

/** The id of the certificate that was chosen, where it is issued. */
function idOf(
  chosen: ChosenCertificate,
  free: FreeInstance | undefined,
  acme: AcmeProgress | undefined,
): number | undefined {
  if ('id' in chosen) return chosen.id;
  if (acme) return acme.certificateId;
  return free?.state === 'issued' ? free.certificateId : undefined;
}

/** A certificate with what it takes to give it to a domain. */
async function readOwn(id: number, { cloud, signal }: StepContext): Promise<OwnCertificate> {
  const { name, region = 'cn-hangzhou', expires } = await cloud.certificates.readCertificate(id, signal);
  return { id, name, region, ...(expires !== undefined && { expires }) };
}

/** The facts once the certificate is seen, however it was set: an approval for it is used up. */
function consume({ facts, answers: { certificate, approvals } }: StepContext, id: number | undefined): RunFacts {
  const { certificateSent: _seen, ...known } = noteIssued(facts, certificate, id);
  const times = facts.consumed?.certificate ?? 0;
  if (!approvals?.certificate?.endsWith(` (${times})`)) return known;
  return useUp(known);
}

/** The facts once the approval of a certificate has had its effect. */
function useUp(facts: RunFacts): RunFacts {
  return { ...facts, consumed: { ...facts.consumed, certificate: (facts.consumed?.certificate ?? 0) + 1 } };
}

/** What was issued is not asked about again. */
function noteIssued(facts: RunFacts, chosen: ChosenCertificate | undefined, id: number | undefined): RunFacts {
  if (!chosen || id === undefined) return facts;
  if ('instance' in chosen) {
    return { ...facts, free: { ...facts.free, instance: chosen.instance, certificateId: id } };
  }
  return 'acme' in chosen ? { ...facts, acme: { ...facts.acme, askedAt: chosen.askedAt, certificateId: id } } : facts;
}

function isChosen(chosen: ChosenCertificate, held: DomainCertificate | undefined, id: number | undefined): boolean {
  if (!held) return false;
  if ('keep' in chosen) return certificateKey(held) === chosen.keep;
  // Where CDN does not tell the id, the same name and end say it.
  if (held.id === undefined && 'id' in chosen) return held.name === chosen.name && mayEndTogether(held, chosen);
  return id !== undefined && held.id === id;
}

/** Whether two certificates may end at the same time. Of an end only the day may be known, in whatever time zone. */
function mayEndTogether(left: Pick<DomainCertificate, 'expires'>, right: Pick<OwnCertificate, 'expires'>): boolean {
  if (left.expires === undefined || right.expires === undefined) return true;
  return Math.abs(left.expires - right.expires) <= dayMs;
}

function ask(
  held: DomainCertificate | undefined,
  why: Pick<CertificateQuestion, 'error' | 'free' | 'acme' | 'unshown'> = {},
): Extract<Observation, { kind: 'needsUser' }> {
  const known = held && { held: toHeld(held), present: certificateKey(held) };
  const recheck = why.unshown ? { recheckMs: answerRecheckMs } : {};
  return { kind: 'needsUser', ask: { kind: 'chooseCertificate', ...known, ...why }, ...recheck };
}

function toObservation(seen: Observation | AcmeFailure, held: DomainCertificate | undefined): Observation {
  switch (seen.kind) {
    case 'done':
    case 'waiting':
    case 'needsUser':
    case 'todo':
      return seen;
    default:
      return ask(held, { acme: seen });
  }
}

/** Only what is shown, so that the same question stays the same. */
function toHeld({ id, name, region, expires }: DomainCertificate): HeldCertificate {
  const known = { ...(region !== undefined && { region }), ...(expires !== undefined && { expires }) };
  return { ...(id !== undefined && { id }), name, ...known };
}
