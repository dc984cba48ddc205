import { isErrorOf } from '../../core/errors.js';
import type { AcmeOrder, AcmePort } from '../../core/ports/acme.js';
import { issue } from './issue.js';
import { type AuthorizationModel, type OrderModel, readAuthorizationModel, readOrderModel, toOrder } from './orders.js';
import { toAcmeError } from './problems.js';
import { type AcmeDeps, AcmeSession, readUrl } from './session.js';

/** Certificates of Let's Encrypt, in an output file of its own that is loaded at the first call. */
export function openAcme(deps: AcmeDeps): AcmePort {
  const session = new AcmeSession(deps);
  return {
    createOrder: (names, signal) => told(createOrder(session, names, signal)),
    readOrder: (url, signal) => told(readOrder(session, url, signal)),
    startValidation: (url, signal) => told(startValidation(session, url, signal)),
    issueCertificate: (url, signal) => told(issue(session, deps.clock, url, signal)),
  };
}

function told<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => Promise.reject(toAcmeError(error)));
}

async function createOrder(session: AcmeSession, names: readonly string[], signal: AbortSignal): Promise<AcmeOrder> {
  const spec = { action: 'newOrder', subject: names.join(' '), signal };
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  const answer = await session.order(spec, { identifiers });
  return readWhole(session, readUrl(answer.headers.location), readOrderModel(answer), signal);
}

async function readOrder(session: AcmeSession, url: string, signal: AbortSignal): Promise<AcmeOrder | undefined> {
  try {
    const answer = await session.request({ action: 'order', subject: url, signal }, { url });
    return await readWhole(session, url, readOrderModel(answer), signal);
  } catch (error) {
    // One of an account that was created again is refused in one of these ways.
    const { httpStatus = 0, code } = isErrorOf(error, 'acmeRefused') ? error.details : {};
    if (httpStatus === 404 || code === 'unauthorized' || code === 'malformed') return undefined;
    throw error;
  }
}

async function readWhole(
  session: AcmeSession,
  url: string,
  order: OrderModel,
  signal: AbortSignal,
): Promise<AcmeOrder> {
  const isOpen = order.state === 'pending' || order.state === 'invalid';
  const authorizations = isOpen ? await readAuthorizations(session, order, signal) : [];
  return toOrder(url, order, authorizations, await session.key(signal));
}

function readAuthorizations(
  session: AcmeSession,
  { authorizations }: OrderModel,
  signal: AbortSignal,
): Promise<readonly AuthorizationModel[]> {
  return Promise.all(
    authorizations.map(async (url) =>
      readAuthorizationModel(await session.request({ action: 'authorization', subject: url, signal }, { url })),
    ),
  );
}

async function startValidation(session: AcmeSession, url: string, signal: AbortSignal): Promise<void> {
  const answer = await session.request({ action: 'order', subject: url, signal }, { url });
  for (const { state, challenge } of await readAuthorizations(session, readOrderModel(answer), signal)) {
    if (state !== 'pending' || challenge?.state !== 'pending') continue;
    const spec = { action: 'challenge', subject: challenge.url, signal };
    try {
      await session.request(spec, { url: challenge.url, payload: {} });
    } catch (error) {
      // Another window told the server first.
      if (!isErrorOf(error, 'acmeRefused') || error.details.code !== 'malformed') throw error;
    }
  }
}
