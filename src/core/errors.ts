import type { errorKinds } from './errorKinds.js';

/** Why something could not be done, in the project's own words. */
export type ErrorKind = keyof typeof errorKinds;

/** Failures that any other call of the account would have too, unless their `scope` is narrower. */
export const accountWideKinds: readonly ErrorKind[] = [
  'offline',
  'notSignedIn',
  'badCredentials',
  'expiredCredentials',
  'clockSkewed',
  'proxyRefused',
  'overdue',
];

/** The account may not do this: a policy denies it, or the vendor by a code that no table has. */
export const deniedKinds: readonly ErrorKind[] = ['forbidden', 'refused'];

/** A denial of RAM. Source: RAM, "AccessDeniedDetail". */
export interface Denial {
  /** As in a policy, such as `cdn:AddCdnDomain`. */
  readonly permission: string;
  /** The reason, if the answer gives it: no policy allows it, or one denies it, which no other policy can lift. */
  readonly reason?: 'notAllowed' | 'explicit' | 'controlPolicy';
  /** All permissions that the task still needs, including this one; absent if unknown. */
  readonly needed?: readonly string[];
}

/** Details of a failure. Every field is safe to show: it passed the redactor or never held a secret. */
export interface ErrorDetails {
  /** The vendor's own error code, such as `DomainAlreadyExist`. */
  readonly code?: string;
  /** The vendor's own message, in English. */
  readonly message?: string;
  readonly requestId?: string;
  /** The vendor's help link, https and on a vendor host only. */
  readonly helpUrl?: string;
  /** The failed operation, such as `AddCdnDomain`. */
  readonly action?: string;
  /** The variable part of the message: a name, a path, a region. */
  readonly subject?: string;
  /** The CDN function that the call was to set for the domain `subject`. */
  readonly functionName?: string;
  readonly httpStatus?: number;
  /** When a limit ends according to the answer, ms since the epoch. */
  readonly retryAt?: number;
  /** The endpoint that OSS names for a bucket requested in the wrong region. */
  readonly endpoint?: string;
  /** The scope of the failure: this bucket or its upload domain (then the `subject`), this one request, or the whole account (default). */
  readonly scope?: 'account' | 'bucket' | 'object';
  /** The ETag of the object of a corrupted upload. */
  readonly etag?: string;
  /** The missing permission. */
  readonly denial?: Denial;
  /** The origin of an unforeseen error: a few lines, in files of this extension. */
  readonly stack?: string;
  /** The kind of secret in a file and its line; never the secret itself. */
  readonly secret?: { readonly kind: string; readonly line: number };
  /** The bucket whose objects OSS refuses over its public domain. */
  readonly bucket?: { readonly name: string; readonly region: string };
}

/** The only error type. Bundles are separate files, so recognize it with `isAppError`, never with `instanceof`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly kind: ErrorKind,
    readonly details: ErrorDetails = {},
  ) {
    super([kind, details.code, details.message, details.subject].filter(Boolean).join(': '));
  }
}

/** Returns whether a caught value is an `AppError` of any bundle. */
export function isAppError(value: unknown): value is AppError {
  return value instanceof Error && value.name === 'AppError' && 'kind' in value;
}

/** Returns whether a caught value is an `AppError` of one of these kinds. */
export function isErrorOf(value: unknown, ...kinds: ErrorKind[]): value is AppError {
  return isAppError(value) && kinds.includes(value.kind);
}

/** Makes a handler for `catch` that returns a value for errors of these kinds, and throws others again. */
export function fallback<const Value>(value: Value, ...kinds: ErrorKind[]): (error: unknown) => Value {
  return (error) => {
    if (isErrorOf(error, ...kinds)) return value;
    throw error;
  };
}

/** The longest message of a foreign error, which may contain a whole document. */
const longestMessage = 400;

/** An object need not be convertible to a text. */
function wordsOf(value: unknown): string {
  return typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
}

/**
 * Converts any caught value to an `AppError`: ours is unchanged, an abort becomes `cancelled`, a refusal by the system
 * or VS Code `unexpected`, and the rest a `bug` of this extension. Keeps the message and the origin of the raw error.
 */
export function toAppError(value: unknown): AppError {
  if (isAppError(value)) return value;
  if (!(value instanceof Error)) return new AppError('unexpected', { message: cut(wordsOf(value)) });
  if (value.name === 'AbortError' || value.name === 'Canceled') return new AppError('cancelled');
  return isRefusal(value) ? new AppError('unexpected', tellRaw(value)) : toBug(value);
}

/** Converts a program error, such as a `TypeError`, to a `bug`. */
export function toBug(error: Error): AppError {
  const { message, stack } = tellRaw(error);
  return new AppError('bug', { message: `${error.name}: ${message}`, stack });
}

/** Returns whether an error is a program error, wherever it was thrown. */
export function isProgramError(value: unknown): value is Error {
  return value instanceof Error && programErrors.has(value.name);
}

const programErrors = new Set(['TypeError', 'RangeError', 'ReferenceError', 'EvalError', 'URIError', 'AssertionError']);

/** Refusals by the system (`ENOSPC`) and by VS Code (`FileNotFound`), and timeouts, have a code. */
function isRefusal(error: Error): boolean {
  return 'code' in error && !!error.code && !isProgramError(error);
}

function tellRaw(error: Error): Required<Pick<ErrorDetails, 'message' | 'stack'>> {
  return { message: cut(error.message), stack: placesOf(error.stack ?? '') };
}

function cut(text: string): string {
  return text.slice(0, longestMessage);
}

const mostPlaces = 10;

/** The lines of a stack with the files of this extension, without local folders; other files by name only. */
function placesOf(stack: string): string {
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return lines.slice(0, mostPlaces).map(shortenPlace).join('\n');
}

function shortenPlace(line: string): string {
  const [, caller = '', path = '', place = ''] = /^\s+at (?:(.*) \()?(.*?)((?::\d+){0,2})\)?$/.exec(line) ?? [];
  const file = path.replaceAll('\\', '/').replace(/^(?!node:)(.*\/(?=dist\/)|.*\/)/, '');
  const at = `${file}${place}`;
  return `at ${caller === '' ? at : `${caller} (${at})`}`;
}

/** Throws `cancelled` if the signal is aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled');
}
