import type { errorKinds } from './errorKinds.js';

/** Why something could not be done, as a name of this project. */
export type ErrorKind = keyof typeof errorKinds;

/** The kinds of failures that every other call of the account would have too, unless their `scope` is narrower. */
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

/** A permission that RAM denied. Source: RAM, "AccessDeniedDetail". */
export interface Denial {
  /** The permission as a policy names it, such as `cdn:AddCdnDomain`. */
  readonly permission: string;
  /** Why RAM denied, if the answer says so: no policy allows the permission, or a policy denies it, which no other policy can lift. */
  readonly reason?: 'notAllowed' | 'explicit' | 'controlPolicy';
  /** All permissions that the task still needs, including this one; absent if unknown. */
  readonly needed?: readonly string[];
}

/** The details of a failure. Every field is safe to show: it has passed the redactor or never contained a secret. */
export interface ErrorDetails {
  /** The vendor's own error code, such as `DomainAlreadyExist`. */
  readonly code?: string;
  /** The vendor's own message, in English. */
  readonly message?: string;
  readonly requestId?: string;
  /** The link to the vendor's help. Always HTTPS, and on a host of the vendor. */
  readonly helpUrl?: string;
  /** The failed operation, such as `AddCdnDomain`. */
  readonly action?: string;
  /** The variable part of the message: a name, a path, a region. */
  readonly subject?: string;
  /** The CDN function that the call would have set for the domain `subject`. */
  readonly functionName?: string;
  readonly httpStatus?: number;
  /** When a limit ends according to the answer, ms since the epoch. */
  readonly retryAt?: number;
  /** The endpoint that OSS names for a bucket requested in the wrong region. */
  readonly endpoint?: string;
  /** The extent of the failure: the whole account (default), one bucket or its upload domain (the `subject`), or only this request. */
  readonly scope?: 'account' | 'bucket' | 'object';
  /** The ETag of the object that a corrupted upload has created. */
  readonly etag?: string;
  /** The permission that is missing. */
  readonly denial?: Denial;
  /** Where an unforeseen error was thrown: a few lines of the stack, with files of this extension. */
  readonly stack?: string;
  /** The kind of secret in a file and its line; never the secret itself. */
  readonly secret?: { readonly kind: string; readonly line: number };
  /** The bucket whose objects OSS refuses over its public domain. */
  readonly bucket?: { readonly name: string; readonly region: string };
}

/**
 * The only type of error that this project throws. Bundles are separate files with their own copies of the class, so use `isAppError` and never
 * `instanceof`.
 */
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

/** Node's codes for a connection that the other end, or something in between, has closed. It says nothing about the load of a service. */
const closedCodes: readonly string[] = ['ECONNRESET', 'ECONNABORTED', 'EPIPE'];

/** Returns whether a request failed because its connection was closed. The next one opens another connection, so it may follow at once. */
export function isConnectionClosed({ kind, details }: Pick<AppError, 'kind' | 'details'>): boolean {
  return kind === 'unavailable' && closedCodes.includes(details.code ?? '');
}

/** Makes a handler for `catch` that returns a value for errors of these kinds, and throws others again. */
export function fallback<const Value>(value: Value, ...kinds: ErrorKind[]): (error: unknown) => Value {
  return (error) => {
    if (isErrorOf(error, ...kinds)) return value;
    throw error;
  };
}

/** The maximum length of a foreign error's message, which may contain a whole document. */
const longestMessage = 400;

/** Converts any value to a text. An object need not be convertible itself. */
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

/** Converts a program error, such as a `TypeError`, to an `AppError` of the kind `bug`. */
export function toBug(error: Error): AppError {
  const { message, stack } = tellRaw(error);
  return new AppError('bug', { message: `${error.name}: ${message}`, stack });
}

/** Returns whether an error is a program error, such as a `TypeError`, no matter where it was thrown. */
export function isProgramError(value: unknown): value is Error {
  return value instanceof Error && programErrors.has(value.name);
}

const programErrors = new Set(['TypeError', 'RangeError', 'ReferenceError', 'EvalError', 'URIError', 'AssertionError']);

/** Returns whether an error is a refusal by the system (`ENOSPC`) or by VS Code (`FileNotFound`), or a timeout. These have a code. */
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

/** Returns the first lines of a stack that name a place, without local folders: files of this extension from `dist/` on, and of other files only the name. */
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
