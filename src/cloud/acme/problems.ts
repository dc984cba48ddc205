import { AppError, type ErrorKind, isAppError } from '../../core/errors.js';
import type { AcmeProblem } from '../../core/ports/acme.js';
import type { CallSpec } from '../callWithRetry.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import { scrubMessage, scrubWord } from '../scrub.js';

/** Host of the ACME server of Let's Encrypt. Source: Let's Encrypt, "ACME Protocol Updates". */
export const acmeHost = 'acme-v02.api.letsencrypt.org';

const prefix = 'urn:ietf:params:acme:error:';

/** Failures between this computer and the server. Their messages name another service. */
const ofTheWay: readonly ErrorKind[] = [
  'offline',
  'unavailable',
  'timeout',
  'throttled',
  'untrustedCertificate',
  'unexpected',
  'proxyRefused',
];

/** Reasons why an answer cannot be used: it contradicts the protocol or the request. */
type Unusable = 'badAnswer' | 'foreignUrl' | 'redirected' | 'otherNames' | 'otherKey' | 'notValidNow' | 'brokenChain';

/** The error of an answer that cannot be used. Retrying does not help. */
export function unusable(code: Unusable): AppError {
  return new AppError('acmeRefused', { code });
}

/** Reads the server's reason from a problem document (RFC 7807); `undefined` for anything else. */
export function toProblem(value: unknown): AcmeProblem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, detail } = value as { readonly type?: unknown; readonly detail?: unknown };
  if (typeof type !== 'string' || !type.startsWith(prefix)) return undefined;
  const code = scrubWord(type.slice(prefix.length), []) ?? '';
  return { code, ...(typeof detail === 'string' && { message: scrubMessage(detail, []) }) };
}

/** Converts an unsuccessful answer to an error; `now` in ms since the epoch. */
export function toRefusal(answer: HttpsAnswer, { action, subject }: CallSpec, now: number): AppError {
  const { status: httpStatus } = answer;
  // Redirects are not followed: the signed request is meant for this server alone.
  if (httpStatus >= 300 && httpStatus < 400)
    return new AppError('acmeRefused', { action, subject, httpStatus, code: 'redirected' });
  const problem = toProblem(readJson(answer));
  const retryAt = retryTime(answer, now);
  const details = { action, subject, httpStatus, ...problem, ...(retryAt !== undefined && { retryAt }) };
  if (problem?.code === 'rateLimited') return new AppError('acmeLimited', details);
  // A 404 needs no problem document.
  if ((problem && httpStatus < 500) || httpStatus === 404) return new AppError('acmeRefused', details);
  // A page of a proxy. The server itself would send a reason.
  const isOfProxy = httpStatus === 403 || httpStatus === 407;
  const proxy = answer.proxy === undefined ? {} : { subject: answer.proxy };
  return isOfProxy ? new AppError('proxyRefused', { ...details, ...proxy }) : new AppError('unavailable', details);
}

/** Longest accepted wait, ms. The longest limit of the server is a week. Source: Let's Encrypt, "Rate Limits". */
const longestWaitMs = 31 * 86_400_000;

/** Parses `Retry-After`, seconds or a date (RFC 9110, 10.2.3), to ms since the epoch; `undefined` if it is invalid or too far away. */
export function retryTime({ headers }: Pick<HttpsAnswer, 'headers'>, now: number): number | undefined {
  const text = headers['retry-after'] ?? '';
  const time = /^\d+$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
  return time > now && time <= now + longestWaitMs ? time : undefined;
}

/** Parses the body of an answer; `undefined` if it is not JSON. */
export function readJson({ body }: Pick<HttpsAnswer, 'body'>): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Converts an error for the port. An unreadable answer counts as refused. An answer of another sender means that the
 * server cannot be reached. A proxy that requires a password is named, since every other server is behind it too.
 */
export function toAcmeError(error: unknown): unknown {
  if (!isAppError(error)) return error;
  const { message, ...details } = error.details;
  if (error.kind === 'badAnswer') return new AppError('acmeRefused', { ...details, code: 'badAnswer' });
  if (!ofTheWay.includes(error.kind)) return error;
  if (error.kind === 'proxyRefused' && details.httpStatus === 407) return error;
  return new AppError('acmeUnavailable', { ...error.details, subject: acmeHost, code: details.code ?? error.kind });
}
