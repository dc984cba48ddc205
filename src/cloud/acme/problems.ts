import { AppError, type ErrorKind, isAppError } from '../../core/errors.js';
import type { AcmeProblem } from '../../core/ports/acme.js';
import type { CallSpec } from '../callWithRetry.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import { scrubMessage, scrubWord } from '../scrub.js';

/** Where Let's Encrypt has its ACME server. Source: Let's Encrypt, "ACME Protocol Updates". */
export const acmeHost = 'acme-v02.api.letsencrypt.org';

const prefix = 'urn:ietf:params:acme:error:';

/** Failures of the way to the server, whose sentences name another service. */
const ofTheWay: readonly ErrorKind[] = [
  'offline',
  'unavailable',
  'timeout',
  'throttled',
  'untrustedCertificate',
  'unexpected',
  'proxyRefused',
];

/** Why an answer of the server cannot be used: what it says contradicts the protocol or the request. */
type Unusable = 'badAnswer' | 'foreignUrl' | 'redirected' | 'otherNames' | 'otherKey' | 'notValidNow' | 'brokenChain';

/** The error of an answer that cannot be used, to which no other request leads. */
export function unusable(code: Unusable): AppError {
  return new AppError('acmeRefused', { code });
}

/** The server's reason in a problem document (RFC 7807), or `undefined` for anything else. */
export function toProblem(value: unknown): AcmeProblem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, detail } = value as { readonly type?: unknown; readonly detail?: unknown };
  if (typeof type !== 'string' || !type.startsWith(prefix)) return undefined;
  const code = scrubWord(type.slice(prefix.length), []) ?? '';
  return { code, ...(typeof detail === 'string' && { message: scrubMessage(detail, []) }) };
}

/** The error of an answer that is no success; `now` in ms since the epoch. */
export function toRefusal(answer: HttpsAnswer, { action, subject }: CallSpec, now: number): AppError {
  const { status: httpStatus } = answer;
  // Followed nowhere: what is signed is meant for the server alone.
  if (httpStatus >= 300 && httpStatus < 400)
    return new AppError('acmeRefused', { action, subject, httpStatus, code: 'redirected' });
  const problem = toProblem(readJson(answer));
  const retryAt = retryTime(answer, now);
  const details = { action, subject, httpStatus, ...problem, ...(retryAt !== undefined && { retryAt }) };
  if (problem?.code === 'rateLimited') return new AppError('acmeLimited', details);
  // What is not there may be told without a reason.
  if ((problem && httpStatus < 500) || httpStatus === 404) return new AppError('acmeRefused', details);
  // A page of something in between; the server itself says why.
  const isOfProxy = httpStatus === 403 || httpStatus === 407;
  const proxy = answer.proxy === undefined ? {} : { subject: answer.proxy };
  return isOfProxy ? new AppError('proxyRefused', { ...details, ...proxy }) : new AppError('unavailable', details);
}

/** No limit of the server lasts longer, ms. Source: Let's Encrypt, "Rate Limits": a week at most. */
const longestWaitMs = 31 * 86_400_000;

/** Until when an answer asks to wait, ms since the epoch: seconds or a date (RFC 9110, 10.2.3); `undefined` for what is no time soon. */
export function retryTime({ headers }: Pick<HttpsAnswer, 'headers'>, now: number): number | undefined {
  const text = headers['retry-after'] ?? '';
  const time = /^\d+$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
  return time > now && time <= now + longestWaitMs ? time : undefined;
}

/** The value in an answer; `undefined` where it is no JSON. */
export function readJson({ body }: Pick<HttpsAnswer, 'body'>): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * An error as the port throws it: an answer that cannot be read is refused, and what is no answer of the server means that this cannot be reached, whatever stands in between. A proxy
 * that wants a password is named itself, since every other server is behind it too.
 */
export function toAcmeError(error: unknown): unknown {
  if (!isAppError(error)) return error;
  const { message, ...details } = error.details;
  if (error.kind === 'badAnswer') return new AppError('acmeRefused', { ...details, code: 'badAnswer' });
  if (!ofTheWay.includes(error.kind)) return error;
  if (error.kind === 'proxyRefused' && details.httpStatus === 407) return error;
  return new AppError('acmeUnavailable', { ...error.details, subject: acmeHost, code: details.code ?? error.kind });
}
