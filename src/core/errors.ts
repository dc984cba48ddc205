import type { errorKinds } from './errorKinds.js';

/** Why something could not be done, in the project's own words. */
export type ErrorKind = keyof typeof errorKinds;

/** Failures that say the same of every other call of the account, unless their `scope` is narrower. */
export const accountWideKinds: readonly ErrorKind[] = [
  'offline',
  'notSignedIn',
  'badCredentials',
  'expiredCredentials',
  'clockSkewed',
  'proxyRefused',
  'overdue',
];

/** What RAM denied; source: RAM, "AccessDeniedDetail". */
export interface Denial {
  /** As in a policy, such as `cdn:AddCdnDomain`. */
  readonly permission: string;
  /** Why, as far as the answer said it: no policy allows it, or one denies it, which no other policy can lift. */
  readonly reason?: 'notAllowed' | 'explicit' | 'controlPolicy';
  /** All that the task still needs, this permission among it; absent where that is not known. */
  readonly needed?: readonly string[];
}

/** What else is known of a failure; every field is safe to show (it passed the redactor or never held a secret). */
export interface ErrorDetails {
  /** The vendor's own error code, such as `DomainAlreadyExist`. */
  readonly code?: string;
  /** The vendor's own message, in English. */
  readonly message?: string;
  readonly requestId?: string;
  /** The vendor's help link, https and on a vendor host only. */
  readonly helpUrl?: string;
  /** What was being done, such as `AddCdnDomain`. */
  readonly action?: string;
  /** The variable part of the sentence: a name, a path, a region. */
  readonly subject?: string;
  /** The function of CDN that was to be set for the domain, which is the `subject` then. */
  readonly functionName?: string;
  readonly httpStatus?: number;
  /** When a limit ends, as the answer says, ms since the epoch. */
  readonly retryAt?: number;
  /** The endpoint OSS names when a bucket is addressed in the wrong region. */
  readonly endpoint?: string;
  /** What the failure concerns: this bucket or its upload domain (which is the `subject` then), this one request, or the whole account, also when absent. */
  readonly scope?: 'account' | 'bucket' | 'object';
  /** The ETag of the object that a broken upload has made. */
  readonly etag?: string;
  /** The permission that was missing. */
  readonly denial?: Denial;
  /** Where an unforeseen error comes from: a few lines, in the files of this extension. */
  readonly stack?: string;
  /** The kind of secret that the content of a file looks like, and the line where that begins; never the secret itself. */
  readonly secret?: { readonly kind: string; readonly line: number };
  /** The bucket whose objects OSS refuses over its public domain. */
  readonly bucket?: { readonly name: string; readonly region: string };
}

/** The one error type. Bundles are separate files, so recognise it with `isAppError`, never with `instanceof`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly kind: ErrorKind,
    readonly details: ErrorDetails = {},
  ) {
    super([kind, details.code, details.message, details.subject].filter(Boolean).join(': '));
  }
}

/** Says whether a caught value is ours, whichever bundle made it. */
export function isAppError(value: unknown): value is AppError {
  return value instanceof Error && value.name === 'AppError' && 'kind' in value;
}

/** Says whether a caught value is an `AppError` of one of these kinds. */
export function isErrorOf(value: unknown, ...kinds: ErrorKind[]): value is AppError {
  return isAppError(value) && kinds.includes(value.kind);
}

/** What is kept of the message of an error that is not ours, which may hold a whole document. */
const longestMessage = 400;

/** An object need not be convertible to a text. */
function wordsOf(value: unknown): string {
  return typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
}

/**
 * Makes an `AppError` of anything caught: ours stays, an abort becomes `cancelled`, what the system or VS Code refused is `unexpected`, and the rest
 * a `bug` of this extension. Of the raw error its message and the place it comes from are kept.
 */
export function toAppError(value: unknown): AppError {
  if (isAppError(value)) return value;
  if (!(value instanceof Error)) return new AppError('unexpected', { message: cut(wordsOf(value)) });
  if (value.name === 'AbortError' || value.name === 'Canceled') return new AppError('cancelled');
  return isRefusal(value) ? new AppError('unexpected', tellRaw(value)) : toBug(value);
}

/** The `bug` that an error of the program means, such as a `TypeError`. */
export function toBug(error: Error): AppError {
  const { message, stack } = tellRaw(error);
  return new AppError('bug', { message: `${error.name}: ${message}`, stack });
}

/** Whether an error is of the program itself, wherever it was thrown. */
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

/** The places of a stack with their files as they are named in this extension, without the folders of this computer; other files by their names alone. */
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

/** Throws `cancelled` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled');
}
