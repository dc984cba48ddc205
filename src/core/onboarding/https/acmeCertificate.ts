import { isTxtServed, isTxtShown } from '../../dns/zoneServers.js';
import { AppError, isErrorOf, toAppError } from '../../errors.js';
import { challengeHost, findAcmeObstacle } from '../../https/acmeObstacle.js';
import { type ChosenOf, isOfLetsEncrypt, newCertificateName, type ProgressOf } from '../../https/chosenCertificate.js';
import type { AcmeOrder, AcmeProblem } from '../../ports/acme.js';
import type { DomainCertificate } from '../../ports/certificates.js';
import type { AcmeFailure, ChoiceProblem } from '../run/asks.js';
import type { AcmeRequest, RunFacts } from '../run/facts.js';
import { isOwnTxtThere, removeOwnTxt } from '../run/proofTxt.js';
import { type ActContext, type Observation, type StepContext, waitFor } from '../run/step.js';
import { observeRecords, type Validation, writeRecords } from './validation.js';

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
      return waitFor({ kind: 'certificateUnissued' });
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
  order: AcmeOrder,
): Promise<Observation | Failed> {
  const validation = toValidation(context, order);
  const seen = await observeRecords(context, validation);
  if (seen === 'wildcard') return failed({ kind: 'wildcard' });
  if ('kind' in seen) return seen;
  // The server needs time for what it was told. Zones elsewhere were checked above.
  const [first] = validation.records;
  if (!first || isTold(context.facts, chosen)) return waitFor({ kind: 'certificateUnissued' });
  const [ours] = seen;
  const shown = { host: first.host, values: validation.records.map(({ value }) => value) };
  const isServed = !ours || (await isTxtServed(context, ours.zone, shown));
  return isServed ? { kind: 'todo' } : waitFor({ kind: 'certificateUnissued' });
}

/** The records of pending names. Sorted, since the server does not keep the order and approvals are compared as texts. */
function toValidation(context: StepContext, { validations }: AcmeOrder): Validation {
  const pending = validations.filter(({ state }) => state === 'pending');
  return {
    issuer: 'letsencrypt',
    records: pending
      .sort((left, right) => (left.value < right.value ? -1 : 1))
      .map(({ host, value }) => ({ host, type: 'TXT', value })),
    isShown: ({ host, value }) => isTxtShown(context, { host, values: [value] }),
  };
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

/** Writes the approved records, and then tells the server. */
async function validate(context: ActContext, chosen: ChosenOf<'acme'>, order: AcmeOrder): Promise<void> {
  const { cloud, facts, now, note, signal } = context;
  const written = await writeRecords(context, toValidation(context, order));
  // The server returned another token this time.
  if (written === 'changed') throw new AppError('acmeRefused', { code: 'badAnswer' });
  if (written !== 'complete') return;
  await cloud.acme.startValidation(order.url, signal);
  const request = noted(facts, chosen);
  if (request && request.state !== 'stored') await note({ ...facts, request: { ...request, toldAt: now } });
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

/** Limits for the server's part of an order, which takes seconds, and for an unreachable server, ms. */
const patienceMs = { processing: 60 * 60_000, unreachable: 6 * 60 * 60_000 };

/**
 * Reads the order of a request; `undefined` if the server no longer knows it. An unusable or stalled order counts as
 * invalid: its record is removed, and the user asked.
 */
async function readAcmeOrder(
  { cloud, plan, before, now, signal }: StepContext,
  request: Exclude<AcmeRequest, { state: 'stored' }>,
): Promise<AcmeOrder | undefined> {
  const { order: url } = request;
  const toInvalid = (problem: AcmeProblem) => ({ url, state: 'invalid', validations: [], problem }) as const;
  try {
    const order = await cloud.acme.readOrder(url, signal);
    // No approval is for the record of another name, which may be in the same account.
    const isOther = order?.validations.some(({ host }) => host !== challengeHost(plan.domain));
    if (isOther) return toInvalid({ code: 'otherNames' });
    if (order?.state === 'pending' && order.validations.some(({ state }) => state === 'invalid'))
      return toInvalid(order.problem ?? { code: 'invalid' });
    const since = order && openSince(order, request, before);
    return since !== undefined && now - since >= patienceMs.processing ? toInvalid({ code: 'stalled' }) : order;
  } catch (error) {
    const failure = toAcmeFailure(toAppError(error));
    if (failure?.kind === 'refused') return toInvalid(failure.problem);
    const isGone = now - (request.toldAt ?? now) >= patienceMs.unreachable;
    if (isGone && isErrorOf(error, 'acmeUnavailable')) return toInvalid({ code: 'stalled' });
    throw error;
  }
}

/** When the server's turn began, ms since the epoch; `undefined` if it is not its turn, or the order has ended. */
function openSince(
  { state, validations }: AcmeOrder,
  request: Exclude<AcmeRequest, { state: 'stored' }>,
  before: StepContext['before'],
): number | undefined {
  // A certificate that was requested in vain is requested again.
  if (state === 'invalid' || state === 'valid' || (state === 'ready' && request.state !== 'named')) return undefined;
  if (request.toldAt !== undefined) return request.toldAt;
  const isOurTurn = validations.some((each) => each.state === 'pending');
  return !isOurTurn && before.state === 'waiting' && before.reason.kind === 'certificateUnissued'
    ? before.since
    : undefined;
}

/** The facts of this request, without those of an earlier one. */
function noted({ request }: RunFacts, { askedAt }: ChosenOf<'acme'>): AcmeRequest | undefined {
  return request.kind === 'acme' && request.askedAt === askedAt ? request : undefined;
}

/** The facts after the certificate of this request is seen at the domain. */
export function noteStored(
  facts: RunFacts,
  chosen: ChosenOf<'acme'>,
  { id: certificateId, region }: ProgressOf<'issued'>,
): RunFacts {
  const { askedAt } = chosen;
  const spent = spentBy(facts, chosen);
  return { ...facts, request: { kind: 'acme', state: 'stored', askedAt, spent, certificateId, region } };
}

/** Returns whether the server was told that it is its turn. */
function isTold(facts: RunFacts, chosen: ChosenOf<'acme'>): boolean {
  const request = noted(facts, chosen);
  return request !== undefined && request.state !== 'stored' && request.toldAt !== undefined;
}

/** The number of certificates of this request that were issued and lost. */
function spentBy(facts: RunFacts, chosen: ChosenOf<'acme'>): number {
  return noted(facts, chosen)?.spent ?? 0;
}

/** The end of the request after a refusal of the certificate authority; `undefined` for any other error. */
export function toAcmeFailure({ kind, details }: AppError): AcmeFailure | undefined {
  const { code = '', message, retryAt } = details;
  const said = message === undefined ? {} : { message };
  if (kind === 'acmeRefused') return { kind: 'refused', problem: { code, ...said } };
  return kind === 'acmeLimited'
    ? { kind: 'limited', ...said, ...(retryAt !== undefined && { until: retryAt }) }
    : undefined;
}
