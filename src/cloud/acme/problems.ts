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
  'badAnswer',
  'throttled',
  'untrustedCertificate',
  'unexpected',
  'proxyRefused',
];

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

/** What an answer asks to wait for, ms since the epoch: seconds or a date (RFC 9110, 10.2.3). */
export function retryTime({ headers }: Pick<HttpsAnswer, 'headers'>, now: number): number | undefined {
  const text = headers['retry-after'] ?? '';
  const time = /^\d+$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
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
 * An error as the port throws it: what is no answer of the server means that this cannot be reached, whatever stands in between. A proxy
 * that wants a password is named itself, since every other server is behind it too.
 */
export function toAcmeError(error: unknown): unknown {
  if (!isAppError(error) || !ofTheWay.includes(error.kind)) return error;
  const { details } = error;
  if (error.kind === 'proxyRefused' && details.httpStatus === 407) return error;
  return new AppError('acmeUnavailable', { ...details, subject: acmeHost, code: details.code ?? error.kind });
}

/** Whether a value is a URL on the server itself. */
export function isOfServer(value: unknown): value is string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'https:' && url.host === acmeHost && !url.username;
}
