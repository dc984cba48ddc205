import { type AppError, isErrorOf, toAppError } from '../../errors.js';
import { challengeHost } from '../../https/acmeObstacle.js';
import type { ChosenOf, ProgressOf } from '../../https/chosenCertificate.js';
import type { AcmeOrder, AcmeProblem } from '../../ports/acme.js';
import type { AcmeFailure } from '../run/asks.js';
import type { AcmeRequest, RunFacts } from '../run/facts.js';
import type { StepContext } from '../run/step.js';

/** Limits for the server's part of an order, which takes seconds, and for an unreachable server, ms. */
const patienceMs = { processing: 60 * 60_000, unreachable: 6 * 60 * 60_000 };

/**
 * Reads the order of a request; `undefined` if the server no longer knows it. An unusable or stalled order counts as
 * invalid: its record is removed, and the user asked.
 */
export async function readAcmeOrder(
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
export function noted({ request }: RunFacts, { askedAt }: ChosenOf<'acme'>): AcmeRequest | undefined {
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
export function isTold(facts: RunFacts, chosen: ChosenOf<'acme'>): boolean {
  const request = noted(facts, chosen);
  return request !== undefined && request.state !== 'stored' && request.toldAt !== undefined;
}

/** The number of certificates of this request that were issued and lost. */
export function spentBy(facts: RunFacts, chosen: ChosenOf<'acme'>): number {
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
