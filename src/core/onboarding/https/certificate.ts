import { requireNoStaging } from '../../delivery/settingChange.js';
import { queryAll } from '../../dns/aliases.js';
import { isHeldByWildcard } from '../../dns/wildcardHost.js';
import { isErrorOf } from '../../errors.js';
import { freeHost } from '../../https/accountCertificates.js';
import {
  type CertificateProgress,
  type ChosenCertificate,
  type ChosenOf,
  certificateKey,
  type NewCertificate,
  type ProgressOf,
} from '../../https/chosenCertificate.js';
import type { CertificateRef, DomainCertificate, FreeInstance, ValidationRecord } from '../../ports/certificates.js';
import { certificateApproval, countApproval } from '../approvals.js';
import { explainSetting } from '../cdnSettings.js';
import type { ChoiceProblem, FreeFailure } from '../run/asks.js';
import type { RunFacts } from '../run/facts.js';
import { askForTxt, removeOwnTxt, settleProof, settlePutOff } from '../run/proofTxt.js';
import { isWithoutCertificate, mayPass } from '../run/runRecord.js';
import {
  type ActContext,
  askUser,
  type Observation,
  type Step,
  type StepContext,
  toStepFailure,
  waitFor,
} from '../run/step.js';
import { advanceAcme, noteStored, observeAcme, readAcme, toAcmeFailure } from './acmeCertificate.js';
import { observeRecords, type Validation, writeRecords } from './validation.js';

/** The interval of checks while CDN has accepted a certificate and does not show it yet. */
const setRecheckMs = 10_000;

/** How long CDN may show the former certificate after it accepted another, ms. Source: Alibaba Cloud CDN, "Configure an SSL certificate": minutes. */
const effectMs = 10 * 60_000;
const dayMs = 86_400_000;

/** A certificate being set: the chosen one, CDN's present one (`held`), and what CDN has accepted under the present approval (`sent`). */
interface Sending {
  readonly chosen: NewCertificate;
  readonly held: DomainCertificate | undefined;
  readonly sent: RunFacts['certificate'];
}

const unready: Observation = waitFor({ kind: 'certificateUnready' }, setRecheckMs);

/**
 * The step whose goal is that CDN has the chosen certificate for the domain. A free certificate, or one of Let's Encrypt, is requested first, and its
 * validation records are removed. The approval names the certificate to replace, so the user is asked again if another one was set meanwhile.
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
 * Observes a certificate that CDN has accepted. CDN may still show the former one. After ten minutes the user is asked, since the accepted one may have been
 * removed; the same approval then no longer sets it.
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

/** Reads which name the certificate service gave to the requested certificate. */
async function readRef({ chosen, id, region }: ProgressOf<'issued'>, context: StepContext): Promise<CertificateRef> {
  if (chosen.kind === 'own') return chosen;
  const { cloud, signal } = context;
  const { name } = await cloud.certificates.readCertificate({ id, region }, signal);
  return { id, name, region };
}

/** Returns the facts after the chosen certificate was seen at the domain, no matter who set it. Its approval is used up. */
function consume({ facts, answers: { approvals } }: StepContext, progress: CertificateProgress): RunFacts {
  const known: RunFacts = { ...noteIssued(facts, progress), certificate: { state: 'none' } };
  const times = facts.consumed.certificate ?? 0;
  if (!approvals.certificate?.endsWith(` (${times})`)) return known;
  return countApproval('certificate', known);
}

/** Returns the facts with the issued certificate recorded, so that its service is not asked about it again. */
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

/** Returns whether the validation record would hide the name from the wildcard record that leads visitors to it. */
function isHidden(problem: Extract<ChoiceProblem, { kind: 'free' | 'acme' }>): boolean {
  return problem.kind === 'free' ? problem.failure === 'wildcard' : problem.failure.kind === 'wildcard';
}

/** Returns the question before a certificate is replaced that was set after the user chose. */
function askToReplace(chosen: NewCertificate, held: DomainCertificate | undefined, approval: string): Observation {
  const known = { chosen, approval, present: certificateKey(held), ...(held && { held: toHeld(held) }) };
  return askUser({ kind: 'replaceCertificate', ...known });
}

/** Returns only the fields that are shown to the user, so that the same question stays equal. */
function toHeld({ id, name, region, expires }: DomainCertificate): DomainCertificate {
  const known = { ...(region !== undefined && { region }), ...(expires !== undefined && { expires }) };
  return { ...(id !== undefined && { id }), name, ...known };
}

/** How long an accepted application may take to appear at the service, in ms. It usually takes seconds; after this time the user is asked. */
const patienceMs = 10 * 60_000;
/** The interval of checks while the records exist and the certificate is being issued, which usually takes minutes. */
const issueRecheckMs = 15_000;

/** The region of free certificates, which only the China site offers. Source: Certificate Management Service, CreateCertificateRequest, ProductCode. */
const freeRegion = 'cn-hangzhou';

type FreeProblem = Extract<ChoiceProblem, { kind: 'free' }>;

function freeProblem(failure: FreeFailure): FreeProblem {
  return { kind: 'free', failure };
}

/** Reads the progress of a free certificate. Once the certificate is issued, the service is not asked again. */
async function readFree(
  { cloud, facts: { request }, signal }: Pick<StepContext, 'cloud' | 'facts' | 'signal'>,
  chosen: ChosenOf<'free'>,
): Promise<ProgressOf<'free' | 'issued'>> {
  const isNoted = request.kind === 'free' && request.state === 'issued' && request.instance === chosen.instance;
  if (isNoted) return { kind: 'issued', chosen, id: request.certificateId, region: freeRegion };
  try {
    const instance = await cloud.certificates.readFreeInstance(chosen.instance, signal);
    const { state, certificateId } = instance;
    return state === 'issued' && certificateId !== undefined
      ? { kind: 'issued', chosen, id: certificateId, region: freeRegion }
      : { kind: 'free', chosen, instance };
  } catch (error) {
    if (isErrorOf(error, 'certificateGone')) return { kind: 'free', chosen, instance: undefined };
    throw error;
  }
}

/** Observes what is left to do until a free certificate is issued, or returns why it cannot be issued. */
async function observeIssue(
  context: StepContext,
  { chosen, instance }: ProgressOf<'free'>,
): Promise<Observation | FreeProblem> {
  if (!instance || instance.state === 'over') return freeProblem('over');
  if (instance.domain !== undefined && instance.domain !== context.plan.domain) return freeProblem('usedElsewhere');
  if (instance.state !== 'unused') return observeValidation(context, chosen, instance);
  const seen = await observeUnused(context, chosen, instance);
  return seen.kind === 'todo' && (await isHeldByWildcard(context, freeHost(context.plan.domain)))
    ? freeProblem('wildcard')
    : seen;
}

async function observeUnused(
  { cloud, facts: { request }, now, signal }: StepContext,
  { instance: id, contact, askedAt }: ChosenOf<'free'>,
  { complete }: FreeInstance,
): Promise<Observation | FreeProblem> {
  if (!complete) return contact === undefined ? freeProblem('over') : { kind: 'todo' };
  const application = await cloud.certificates.readApplication(id, signal);
  const isUnderWay = application === 'processing' || application === 'taken';
  const isOfThis = request.kind === 'free' && request.state === 'applied' && request.instance === id;
  const isNoted = isOfThis && request.at >= askedAt;
  // An application whose answer was lost is not sent again.
  if (!isNoted && !isUnderWay) return { kind: 'todo' };
  if (isNoted && application === 'failed') return freeProblem('refused');
  const since = isNoted ? request.at : askedAt;
  return now - since < patienceMs ? waitFor({ kind: 'certificateUnissued' }) : freeProblem('unconfirmed');
}

/** Observes the validation of the domain. The service looks for the records at intervals, and issuing usually takes minutes. */
async function observeValidation(
  context: StepContext,
  chosen: ChosenOf<'free'>,
  instance: FreeInstance,
): Promise<Observation | FreeProblem> {
  if (instance.validations.length === 0) return observeUnnamed(context, chosen);
  const seen = await observeRecords(context, toValidation(context, instance));
  if (seen === 'wildcard') return freeProblem('wildcard');
  return 'kind' in seen ? seen : waitFor({ kind: 'certificateUnissued' }, issueRecheckMs);
}

function toValidation(context: StepContext, { validations }: FreeInstance): Validation {
  return { issuer: 'alibabacloud', records: validations, isShown: (record) => isShown(context, record) };
}

/** The records are named seconds after the application, and no longer while the certificate is being issued. Both end soon. */
function observeUnnamed({ before, now }: StepContext, { askedAt }: ChosenOf<'free'>): Observation | FreeProblem {
  // The user was told so about this choice.
  const isAsked = before.state === 'needsUser' && before.ask.kind === 'chooseCertificate' && before.since >= askedAt;
  const problem = isAsked ? before.ask.problem : undefined;
  if (problem?.kind === 'free' && problem.failure === 'unnamed') return problem;
  const isWaiting = before.state === 'waiting' && before.reason.kind === 'validationUnnamed';
  if (isWaiting && now - before.since >= patienceMs) return freeProblem('unnamed');
  return waitFor({ kind: 'validationUnnamed' });
}

/** Returns whether any queried name server returns the validation record. */
async function isShown(context: StepContext, { host, type, value }: ValidationRecord): Promise<boolean> {
  const answers = await queryAll(context, host, type);
  const shown = answers.flatMap(({ records }) => records.filter((record) => record.type === type));
  const toPlain = (text: string) => text.replace(/^"|"$|\.$/g, '').toLowerCase();
  return shown.some(({ data }) => toPlain(data) === toPlain(value));
}

/** Does the next thing that is needed to have a free certificate issued. Does nothing if the service does not show the application yet. */
async function advanceIssue(context: ActContext, { chosen, instance: free }: ProgressOf<'free'>): Promise<void> {
  const { cloud, plan, facts, now, note, signal } = context;
  if (!free) return;
  if (free.state === 'pending') return void (await writeRecords(context, toValidation(context, free)));
  if (free.state !== 'unused' || (free.domain !== undefined && free.domain !== plan.domain)) return;
  if (free.complete) {
    await cloud.certificates.applyCertificate(free.id, signal);
    await note({ ...facts, request: { kind: 'free', state: 'applied', instance: free.id, at: now } });
  } else if (chosen.contact !== undefined) {
    const wanted = { domain: plan.domain, contact: chosen.contact };
    await cloud.certificates.updateInstance(free.id, wanted, signal);
  }
}
