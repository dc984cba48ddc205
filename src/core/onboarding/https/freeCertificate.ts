import { queryAll } from '../../dns/aliases.js';
import { isHeldByWildcard } from '../../dns/wildcardHost.js';
import { isErrorOf } from '../../errors.js';
import { freeHost } from '../../https/accountCertificates.js';
import type { ChosenOf, ProgressOf } from '../../https/chosenCertificate.js';
import type { FreeInstance, ValidationRecord } from '../../ports/certificates.js';
import type { ChoiceProblem, FreeFailure } from '../run/asks.js';
import { type ActContext, type Observation, type StepContext, waitFor } from '../run/step.js';
import { observeRecords, type Validation, writeRecords } from './validation.js';

/** How long an accepted application may take to appear, ms; usually seconds. Then the user is asked. */
const patienceMs = 10 * 60_000;
/** The records exist and the certificate is being issued, which usually takes minutes. */
const issueRecheckMs = 15_000;

/** Free certificates are of the China site alone. Source: Certificate Management Service, CreateCertificateRequest, ProductCode. */
const region = 'cn-hangzhou';

type Failed = Extract<ChoiceProblem, { kind: 'free' }>;

function failed(failure: FreeFailure): Failed {
  return { kind: 'free', failure };
}

/** Reads the progress of a free certificate. Once it is issued, the service is not asked again. */
export async function readFree(
  { cloud, facts: { request }, signal }: Pick<StepContext, 'cloud' | 'facts' | 'signal'>,
  chosen: ChosenOf<'free'>,
): Promise<ProgressOf<'free' | 'issued'>> {
  const isNoted = request.kind === 'free' && request.state === 'issued' && request.instance === chosen.instance;
  if (isNoted) return { kind: 'issued', chosen, id: request.certificateId, region };
  try {
    const instance = await cloud.certificates.readFreeInstance(chosen.instance, signal);
    const { state, certificateId } = instance;
    return state === 'issued' && certificateId !== undefined
      ? { kind: 'issued', chosen, id: certificateId, region }
      : { kind: 'free', chosen, instance };
  } catch (error) {
    if (isErrorOf(error, 'certificateGone')) return { kind: 'free', chosen, instance: undefined };
    throw error;
  }
}

/** Observes what is left until a free certificate is issued, or why that is impossible. */
export async function observeIssue(
  context: StepContext,
  { chosen, instance }: ProgressOf<'free'>,
): Promise<Observation | Failed> {
  if (!instance || instance.state === 'over') return failed('over');
  if (instance.domain !== undefined && instance.domain !== context.plan.domain) return failed('usedElsewhere');
  if (instance.state !== 'unused') return observeValidation(context, chosen, instance);
  const seen = await observeUnused(context, chosen, instance);
  return seen.kind === 'todo' && (await isHeldByWildcard(context, freeHost(context.plan.domain)))
    ? failed('wildcard')
    : seen;
}

async function observeUnused(
  { cloud, facts: { request }, now, signal }: StepContext,
  { instance: id, contact, askedAt }: ChosenOf<'free'>,
  { complete }: FreeInstance,
): Promise<Observation | Failed> {
  if (!complete) return contact === undefined ? failed('over') : { kind: 'todo' };
  const application = await cloud.certificates.readApplication(id, signal);
  const isUnderWay = application === 'processing' || application === 'taken';
  const isOfThis = request.kind === 'free' && request.state === 'applied' && request.instance === id;
  const isNoted = isOfThis && request.at >= askedAt;
  // An application whose answer was lost is not sent again.
  if (!isNoted && !isUnderWay) return { kind: 'todo' };
  if (isNoted && application === 'failed') return failed('refused');
  const since = isNoted ? request.at : askedAt;
  return now - since < patienceMs ? waitFor({ kind: 'certificateUnissued' }) : failed('unconfirmed');
}

/** The service polls for the records; issuing usually takes minutes. */
async function observeValidation(
  context: StepContext,
  chosen: ChosenOf<'free'>,
  instance: FreeInstance,
): Promise<Observation | Failed> {
  if (instance.validations.length === 0) return observeUnnamed(context, chosen);
  const seen = await observeRecords(context, toValidation(context, instance));
  if (seen === 'wildcard') return failed('wildcard');
  return 'kind' in seen ? seen : waitFor({ kind: 'certificateUnissued' }, issueRecheckMs);
}

function toValidation(context: StepContext, { validations }: FreeInstance): Validation {
  return { issuer: 'alibabacloud', records: validations, isShown: (record) => isShown(context, record) };
}

/** The records are named seconds after the application, and no longer while the certificate is being issued. Both end soon. */
function observeUnnamed({ before, now }: StepContext, { askedAt }: ChosenOf<'free'>): Observation | Failed {
  // The user was told so about this choice.
  const isAsked = before.state === 'needsUser' && before.ask.kind === 'chooseCertificate' && before.since >= askedAt;
  const problem = isAsked ? before.ask.problem : undefined;
  if (problem?.kind === 'free' && problem.failure === 'unnamed') return problem;
  const isWaiting = before.state === 'waiting' && before.reason.kind === 'validationUnnamed';
  if (isWaiting && now - before.since >= patienceMs) return failed('unnamed');
  return waitFor({ kind: 'validationUnnamed' });
}

/** Returns whether a name server shows the record. */
async function isShown(context: StepContext, { host, type, value }: ValidationRecord): Promise<boolean> {
  const answers = await queryAll(context, host, type);
  const shown = answers.flatMap(({ records }) => records.filter((record) => record.type === type));
  const toPlain = (text: string) => text.replace(/^"|"$|\.$/g, '').toLowerCase();
  return shown.some(({ data }) => toPlain(data) === toPlain(value));
}

/** Does the next thing to issue a free certificate. */
export async function advanceIssue(context: ActContext, { chosen, instance: free }: ProgressOf<'free'>): Promise<void> {
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
