import { AppError, type Denial, type ErrorKind, isAppError, isProgramError, toBug } from '../core/errors.js';
import { kindOfCode } from '../core/errorTexts/errorText.js';
import { type Permission, permissionOf } from '../core/permissions.js';
import { definedOnly } from './definedOnly.js';
import { isProxyFailure } from './edge/edgeProxy.js';
import { holdsSecret, scrubMessage, scrubWord } from './scrub.js';

/** The call that failed. */
interface FailedCall {
  readonly action: string;
  /** As in `CallSpec`. */
  readonly permission?: Permission;
  readonly subject: string;
  /** As in `ErrorDetails`. */
  readonly functionName?: string;
  /** Keys that must not remain in the message. */
  readonly secrets: readonly string[];
}

/** Hosts whose help links are kept. */
const helpHosts = new Set(['api.aliyun.com', 'api.alibabacloud.com', 'help.aliyun.com', 'www.alibabacloud.com']);

/** The fields of the errors of the vendor's SDKs, of our OSS gateway and of Node. */
interface RawFailure {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly statusCode?: unknown;
  readonly requestId?: unknown;
  /** Host and port of the proxy. */
  readonly proxy?: unknown;
  /** As in `ErrorDetails`. */
  readonly scope?: unknown;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Converts any error of an SDK to an `AppError`. The original error is dropped, since it may contain headers and signing text. */
export function translateError(error: unknown, call: FailedCall): AppError {
  if (isAppError(error)) return error;
  if (isProgramError(error) && !('code' in error)) return scrubBug(toBug(error), call);
  const raw: RawFailure = typeof error === 'object' && error !== null ? error : { message: String(error) };
  const data = raw.data ?? {};
  const code = text(data.Code) ?? text(raw.code);
  const status = number(raw.statusCode) ?? number(data.statusCode);
  const endpoint = text(data.endpoint);
  const kind = kindOf(raw, call.action, { code, status, endpoint });
  const requestId = text(raw.requestId) ?? text(data.RequestId) ?? text(data.requestId);
  return new AppError(kind, {
    action: call.action,
    ...definedOnly({
      ...subjectOf(kind, call, raw, scrubWord(endpoint, call.secrets)),
      code: scrubWord(code, call.secrets),
      message: scrubMessage(text(data.Message) ?? text(raw.message) ?? '', call.secrets),
      requestId: scrubWord(requestId, call.secrets),
      helpUrl: helpUrl(data.Recommend ?? data.recommendDoc, call.secrets),
      httpStatus: status,
      endpoint: scrubWord(endpoint, call.secrets),
      denial: kind === 'forbidden' ? denialOf(raw, call, code) : undefined,
      scope: raw.scope === 'object' ? raw.scope : undefined,
    }),
  });
}

/** Removes secrets from an error of the kind `bug`, since Node and our own code may quote a value in their messages. */
function scrubBug({ details }: AppError, { action, secrets }: FailedCall): AppError {
  return new AppError('bug', { ...details, action, message: scrubMessage(details.message ?? '', secrets) });
}

/** Returns whether an SDK failed because a successful answer did not match the SDK's generated model. */
export function isDrift(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'Error' &&
    !('code' in error && error.code) &&
    /^type of \w+ is mismatch|^can not cast to Map|^expect: /.test(error.message)
  );
}

type Answered = Readonly<Record<'code' | 'endpoint', string | undefined>> & { readonly status: number | undefined };

function kindOf(raw: RawFailure, action: string, { code, status, endpoint }: Answered): ErrorKind {
  if (raw.name === 'AbortError') return 'cancelled';
  // Node could not parse the HTTP message, or its headers never end.
  if (raw.name === 'BadAnswerError' || code?.startsWith('HPE_')) return 'badAnswer';
  if (raw.name === 'BodyNotReadError') return 'bodyNotRead';
  if (raw.name === 'ProxyRefusedError') return 'proxyRefused';
  if (/^RequestTimeout(Error)?$/.test(text(raw.name) ?? '')) return 'timeout';
  if (endpoint && code === 'AccessDenied') return 'wrongRegion';
  if (code === 'AccessDenied' && isOverwriteRule(raw)) return 'overwriteForbidden';
  if (code && expiredToken(code, raw)) return 'expiredCredentials';
  // A denial by RAM is `forbidden`, whatever the product's code.
  if (isDeniedByRam(raw)) return 'forbidden';
  const known = code ? kindOfCode(code, action) : undefined;
  if (known) return known;
  // An error page instead of an answer. The RPC clients lose its status.
  if (raw.name === 'SyntaxError') return 'unavailable';
  if (isDrift(raw)) return 'badAnswer';
  return kindOfStatus(raw, code, status);
}

function kindOfStatus(raw: RawFailure, code: string | undefined, status: number | undefined): ErrorKind {
  if (status === 429) return 'throttled';
  if (status === 414) return 'tooMuchAtOnce';
  if (status !== undefined && status >= 500) return 'unavailable';
  // An unknown code may mean anything. Without a code, as in an answer to HEAD, OSS denies access.
  if (status === 403) return code === undefined ? 'forbidden' : 'refused';
  // Proxy agents throw without a code if their proxy does not answer.
  if (isProxyFailure(text(raw.message) ?? '')) return 'offline';
  if (/socket hang up|aborted/.test(text(raw.message) ?? '')) return 'unavailable';
  return 'unexpected';
}

/** Returns whether RAM refused the call. Only then does the answer have the details of the denial. Source: RAM, "AccessDeniedDetail". */
function isDeniedByRam({ data }: RawFailure): boolean {
  const detail = data?.AccessDeniedDetail;
  return typeof detail === 'object' && detail !== null;
}

/**
 * Returns the denied permission and the reason. They come from the details of the answer, or, if those are missing, from the call. Source: RAM,
 * "AccessDeniedDetail".
 */
function denialOf(
  { data }: RawFailure,
  { action, permission: own, secrets }: FailedCall,
  code: string | undefined,
): Denial | undefined {
  const detail = (data?.AccessDeniedDetail ?? {}) as Readonly<Record<string, unknown>>;
  const called = code === 'NoPermission.SLR' ? 'ram:CreateServiceLinkedRole' : (own ?? permissionOf(action));
  const permission = scrubWord(text(detail.AuthAction), secrets) ?? called;
  if (permission === undefined) return undefined;
  const type = text(detail.NoPermissionType);
  const isControl = detail.PolicyType === 'ControlPolicy';
  const reason = isControl ? 'controlPolicy' : type === 'ExplicitDeny' ? 'explicit' : type && 'notAllowed';
  return { permission, ...(reason && { reason }) };
}

/** The code of a refusal by PutBucketOverwriteConfig is not documented, but its message names the rule. */
function isOverwriteRule({ message }: RawFailure): boolean {
  return /overwrit/i.test(text(message) ?? '');
}

/** Returns the subject that the error message names. The region of a bucket, or the proxy, is more helpful than the target of the call. */
function subjectOf(
  kind: ErrorKind,
  { subject, functionName, secrets }: FailedCall,
  raw: RawFailure,
  endpoint?: string,
): { readonly subject?: string | undefined; readonly functionName?: string | undefined } {
  if (kind === 'wrongRegion') return { subject: regionOf(endpoint) };
  // A redirect may name any host.
  if (kind === 'proxyRefused') return { subject: scrubWord(text(raw.proxy), secrets) };
  return { subject, functionName };
}

/** Returns whether an STS token has expired. OSS reports this with the code of a wrong key, and only the message differs. */
function expiredToken(code: string, raw: RawFailure): boolean {
  return code === 'InvalidAccessKeyId' && /token.*expired/i.test(text(raw.message) ?? '');
}

/** Returns the region of an OSS endpoint such as `oss-cn-hangzhou.aliyuncs.com`. */
function regionOf(endpoint = ''): string {
  return /(?:^|\.)oss-([a-z0-9-]+)\.aliyuncs\.com$/.exec(endpoint)?.[1] ?? endpoint;
}

/** The longest help link that is kept, in characters. */
const maxLink = 1_000;

function helpUrl(value: unknown, secrets: readonly string[]): string | undefined {
  const link = text(value);
  if (!link || link.length > maxLink || !URL.canParse(link) || holdsSecret(link, secrets)) return undefined;
  const url = new URL(link);
  return url.protocol === 'https:' && helpHosts.has(url.hostname) && !url.username ? url.href : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value !== 'undefined' ? value : undefined;
}

function number(value: unknown): number | undefined {
  const parsed = typeof value === 'string' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}
