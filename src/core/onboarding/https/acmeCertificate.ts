import { isHeldByWildcard } from '../../dns/wildcardHost.js';
import { isTxtServed, isTxtShown } from '../../dns/zoneServers.js';
import { AppError, toAppError } from '../../errors.js';
import { challengeHost, findAcmeObstacle } from '../../https/acmeObstacle.js';
import { type ChosenOf, isOfLetsEncrypt, newCertificateName, type ProgressOf } from '../../https/chosenCertificate.js';
import type { AcmeOrder, AcmeValidation } from '../../ports/acme.js';
import type { DomainCertificate } from '../../ports/certificates.js';
import { onceApproval, recordKey, startLines } from '../approvals.js';
import { answerRecheckMs, busyRecheckMs, recordRecheckMs } from '../recheckTimes.js';
import type { AcmeFailure, ChoiceProblem } from '../run/asks.js';
import type { OwnTxt } from '../run/facts.js';
import { findProof, isOwnTxtThere, noteOwnTxt, removeOwnTxt, toProofRecord, writeNotedTxt } from '../run/proofTxt.js';
import type { ActContext, Observation, StepContext } from '../run/step.js';
import { isTold, noted, readAcmeOrder, spentBy, toAcmeFailure } from './acmeRequest.js';
import { consumeValidation, isNotedValidation, isValidationApproved, unissued } from './validation.js';

/**
 * The number of certificates that may be issued and lost without a question. Source: Let's Encrypt, "Rate Limits": 5 a
 * week for the same names.
 */
const mostSpent = 2;

type Failed = Extract<ChoiceProblem, { kind: 'acme' }>;

function failed(failure: AcmeFailure): Failed {
  return { kind: 'acme', failure };
}

/** Reads the progress of the request. Once its certificate is stored, the server is not asked again. */
export async function readAcme(context: StepContext, chosen: ChosenOf<'acme'>): Promise<ProgressOf<'acme' | 'issued'>> {
  const { cloud, facts, signal } = context;
  const request = noted(facts, chosen);
  if (!request) return { kind: 'acme', chosen, order: undefined };
  if (request.state === 'stored') return { kind: 'issued', chosen, id: request.certificateId, region: request.region };
  const order = await readAcmeOrder(context, request);
  if (order?.state !== 'valid' || request.state !== 'named') return { kind: 'acme', chosen, order };
  // It was stored although its answer was lost, or the window closed before that was recorded.
  const stored = (await cloud.certificates.listCertificates(signal)).find(({ name }) => name === request.name);
  return stored ? { kind: 'issued', chosen, id: stored.id, region: stored.region } : { kind: 'acme', chosen, order };
}

/** Observes what is left until the certificate is stored in the account, or why that is impossible. */
export async function observeAcme(
  context: StepContext,
  { chosen, order }: ProgressOf<'acme'>,
): Promise<Observation | Failed> {
  switch (order?.state) {
    case 'pending':
      return observePending(context, chosen, order);
    case 'ready':
      return { kind: 'todo' };
    case 'processing':
      return unissued(busyRecheckMs);
    case 'invalid':
      if (await isOwnTxtThere(context, 'validation')) return { kind: 'todo' };
      return failed({ kind: 'refused', problem: order.problem ?? { code: 'invalid' } });
    case 'valid':
      if (spentBy(context.facts, chosen) >= mostSpent) return failed({ kind: 'spent' });
  }
  const obstacle = await findAcmeObstacle(context, context.plan.domain);
  return obstacle ? failed(obstacle) : { kind: 'todo' };
}

async function observePending(
  context: StepContext,
  chosen: ChosenOf<'acme'>,
  { validations }: AcmeOrder,
): Promise<Observation | Failed> {
  const { facts } = context;
  const pending = listPending(validations);
  const found = await findProofs(context, pending);
  if (found.elsewhere) {
    if (await isHeldByWildcard(context, challengeHost(context.plan.domain))) return failed({ kind: 'wildcard' });
    const { host, value } = found.elsewhere;
    return {
      kind: 'needsUser',
      ask: { kind: 'addTxt', purpose: 'validation', host, value },
      recheckMs: recordRecheckMs,
    };
  }
  const { all, missing } = found;
  const agreed = await isAgreed(context, found);
  if (missing.length > 0) {
    if (await isHeldByWildcard(context, challengeHost(context.plan.domain))) return failed({ kind: 'wildcard' });
    if (agreed) return { kind: 'todo', facts: missing.reduce(noteOwnTxt, facts) };
    const { records, exact } = await toApproval(context, all);
    const approval = onceApproval('validation', exact, facts);
    const ask = { kind: 'approveValidation', records, approval, issuer: 'letsencrypt' } as const;
    return { kind: 'needsUser', ask, recheckMs: answerRecheckMs };
  }
  if (agreed) return { kind: 'todo' };
  // The server needs time for what it was told. Zones elsewhere were checked above.
  if (pending.length === 0 || isTold(facts, chosen)) return unissued(busyRecheckMs);
  if (all.length === 0) return { kind: 'todo' };
  return (await areServed(context, all, pending)) ? { kind: 'todo' } : unissued(busyRecheckMs);
}

/** Returns whether an approval of these records is still unused: some are missing, or the window closed after writing them. */
async function isAgreed(
  context: StepContext,
  { all, missing }: Awaited<ReturnType<typeof findProofs>>,
): Promise<boolean> {
  const isOurs = missing.length > 0 || all.some(({ value }) => isNotedValidation(context, value));
  return isOurs && isValidationApproved(await toApproval(context, all), context);
}

/** The records with all fields, and their common approval, so that a crash between two writes asks nothing again. */
async function toApproval({ cloud, plan, signal }: StepContext, all: readonly OwnTxt[]) {
  const records = await Promise.all(all.map((txt) => toProofRecord(txt, cloud.dns, signal)));
  const started = startLines.record(challengeHost(plan.domain), 'TXT', 'letsencrypt');
  return { records, exact: records.map(recordKey).join(' | '), started };
}

/** Sorted, since the server does not keep the order and approvals are compared as texts. */
function listPending(validations: readonly AcmeValidation[]): readonly AcmeValidation[] {
  const pending = validations.filter(({ state }) => state === 'pending');
  return pending.sort((left, right) => (left.value < right.value ? -1 : 1));
}

/** Finds the places of validation records and which are missing; or one that has no effect in this account. */
async function findProofs(context: StepContext, pending: readonly AcmeValidation[]) {
  const all: OwnTxt[] = [];
  const missing: OwnTxt[] = [];
  for (const validation of pending) {
    const { host, value } = validation;
    const proof = await findProof(context, 'validation', { host, type: 'TXT', value });
    if (!proof.hosted) {
      if (await isTxtShown(context, { host, values: [value] })) continue;
      return { elsewhere: validation, all, missing };
    }
    all.push(proof.txt);
    if (!proof.present) missing.push(proof.txt);
  }
  return { elsewhere: undefined, all, missing };
}

async function areServed(
  context: StepContext,
  all: readonly OwnTxt[],
  pending: readonly AcmeValidation[],
): Promise<boolean> {
  const [first] = pending;
  const zone = all[0]?.zone ?? '';
  return (
    first !== undefined && isTxtServed(context, zone, { host: first.host, values: pending.map(({ value }) => value) })
  );
}

/** Does the next thing for the request; `held` is the certificate to replace. A refusal leaves no record behind. */
export async function advanceAcme(
  context: ActContext,
  progress: ProgressOf<'acme'>,
  held: DomainCertificate | undefined,
): Promise<void> {
  try {
    await actNext(context, progress, held);
  } catch (error) {
    // A record that cannot be removed now stays listed, and is removed at the end of the step.
    if (toAcmeFailure(toAppError(error))) await removeOwnTxt(context, 'validation').catch(() => undefined);
    throw error;
  }
}

async function actNext(
  context: ActContext,
  { chosen, order }: ProgressOf<'acme'>,
  held: DomainCertificate | undefined,
): Promise<void> {
  if (!order || order.state === 'valid') return placeOrder(context, chosen, { former: order, held });
  if (order.state === 'invalid') return removeOwnTxt(context, 'validation');
  if (order.state === 'ready') return issue(context, chosen, { url: order.url, region: held?.region });
  if (order.state === 'pending') return validate(context, chosen, order);
}

/** An order whose certificate was issued and not stored is spent: its key is gone. */
async function placeOrder(
  { cloud, facts, note, signal }: ActContext,
  chosen: ChosenOf<'acme'>,
  { former, held }: { readonly former: AcmeOrder | undefined; readonly held: DomainCertificate | undefined },
): Promise<void> {
  const { names, askedAt } = chosen;
  // The server knows only its own certificates.
  const replaces = held && isOfLetsEncrypt(held.name) ? held.pem : undefined;
  const { url } = await cloud.acme.createOrder({ names, ...(replaces !== undefined && { replaces }) }, signal);
  const spent = spentBy(facts, chosen) + (former ? 1 : 0);
  await note({ ...facts, request: { kind: 'acme', state: 'ordered', askedAt, order: url, spent } });
}

/** Writes the approved records, which uses the approval up, and then tells the server. */
async function validate(context: ActContext, chosen: ChosenOf<'acme'>, { url, validations }: AcmeOrder): Promise<void> {
  const { cloud, facts, now, note, signal } = context;
  const found = await findProofs(context, listPending(validations));
  if (found.elsewhere) return;
  const { all, missing } = found;
  if (missing.length === 0 && !(await isAgreed(context, found))) {
    await cloud.acme.startValidation(url, signal);
    const request = noted(facts, chosen);
    return request && request.state !== 'stored' ? note({ ...facts, request: { ...request, toldAt: now } }) : undefined;
  }
  // The server returned another token this time.
  if (!missing.every(({ value }) => isNotedValidation(context, value)))
    throw new AppError('acmeRefused', { code: 'badAnswer' });
  for (const txt of missing) await writeNotedTxt(context, txt);
  await note(consumeValidation(await toApproval(context, all), context));
}

/** Issues and stores the certificate, in the region of the one that it replaces. The private key exists only in this function. */
async function issue(
  context: ActContext,
  chosen: ChosenOf<'acme'>,
  { url, region: wanted }: { readonly url: string; readonly region: string | undefined },
): Promise<void> {
  const { cloud, plan, facts, now, note, signal } = context;
  const name = newCertificateName(plan.domain, now, 'letsencrypt');
  const former = noted(facts, chosen);
  const toldAt = (former?.state === 'named' ? former.toldAt : undefined) ?? now;
  const request = { kind: 'acme', askedAt: chosen.askedAt, spent: spentBy(facts, chosen) } as const;
  // By this name it is found if the answer is lost.
  await note({ ...facts, request: { ...request, state: 'named', order: url, name, toldAt } });
  const pair = await cloud.acme.issueCertificate({ url, names: chosen.names }, signal);
  const stored = { ...pair, name, ...(wanted !== undefined && { region: wanted }) };
  const { id, region } = await cloud.certificates.createCertificate(stored, signal);
  await note({ ...facts, request: { ...request, state: 'stored', certificateId: id, region } });
}
