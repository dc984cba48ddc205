import { AppError } from '../errors.js';
import { l10n } from '../l10n.js';
import type { ObjectAcl, ObjectHead, ObjectHeaders, ObjectRef, OssPort, PutResult } from '../ports/oss.js';
import { readTraits } from './objectTraits.js';

/** The standard headers that can be set for an object. Source: PutObject, CopyObject. */
export const standardHeaders = [
  'cache-control',
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
] as const;
const metaPrefix = 'x-oss-meta-';

/** The headers to set by their names in lower case. `undefined` removes a header. */
export type HeaderChange = Readonly<Record<string, string | undefined>>;

/** Returns the headers of an object that its owner sets: the standard ones and its metadata. */
export function listOwnHeaders({ headers }: Pick<ObjectHead, 'headers'>): ObjectHeaders {
  const isOwn = (name: string) => standardHeaders.some((each) => each === name) || name.startsWith(metaPrefix);
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => isOwn(name))
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/** Applies a change to headers. */
export function withChange(headers: ObjectHeaders, change: HeaderChange): ObjectHeaders {
  const all = Object.entries({ ...headers, ...change });
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Returns whether two sets of headers are equal. */
export function sameHeaders(left: ObjectHeaders, right: ObjectHeaders): boolean {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => left[name] === right[name]);
}

/** Decodes the bytes of a header value for display: as UTF-8 if they are valid, else as Latin-1. */
export function headerText(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(value, (each) => each.charCodeAt(0)));
  } catch {
    return value;
  }
}

/** Encodes a text as the bytes of a header value, in UTF-8. */
export function headerBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

/** Returns the header name of a metadata name that the user typed, with or without the prefix; `undefined` if OSS does not accept it. */
export function toMetaName(text: string): string | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^x-oss-meta-/, '');
  return /^[a-z0-9-]{1,100}$/.test(name) ? `${metaPrefix}${name}` : undefined;
}

/** Returns the name of a header as people write it, such as `Cache-Control`. */
export function headerLabel(name: string): string {
  return name.startsWith(metaPrefix) ? name : name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** The most bytes of a value. OSS accepts 8 KB of metadata in all. Source: PutObject, `x-oss-meta-*`. */
const mostBytes = 8 * 1024;

/** Returns what is wrong with a value; `undefined` if it can be sent. Only metadata may have characters outside ASCII. */
export function headerRefusal(name: string, text: string): string | undefined {
  if (/\p{Cc}/u.test(text) || text.trim() !== text) return l10n.t('Enter one line without blanks at its ends');
  if (!name.startsWith(metaPrefix) && /[^\x20-\x7e]/.test(text))
    return l10n.t('Enter ASCII characters only; encode others as RFC 8187 or in percent form');
  if (headerBytes(text).length > mostBytes) return l10n.t('The value is too long: OSS accepts 8 KB of headers');
  if (name === 'content-type' && !/^[^\s/;]+\/[^\s/;]+(\s*;.*)?$/.test(text))
    return l10n.t('Enter a type such as text/html; charset=utf-8');
  if (name === 'expires' && Number.isNaN(Date.parse(text)))
    return l10n.t('Enter a date such as Wed, 21 Oct 2026 07:28:00 GMT');
  return undefined;
}

/** Creates the error for an object that is no longer as the user saw it. Nothing was changed. */
export function changedSince(key: string): AppError {
  return new AppError('invalidInput', { code: 'changedSince', subject: key });
}

/** The headers and the ACL of an object at the look on which a change is based. */
export interface SeenHeaders {
  readonly head: ObjectHead;
  readonly acl: ObjectAcl;
}

type HeaderPort = Pick<OssPort, 'readObjectHead' | 'readObjectAcl' | 'copyObject'>;

/**
 * Reads the headers and the ACL of an object. Throws `noSuchObject` if it is missing, and `invalidInput` (`symbolicLink`) if it is one, since a copy would be
 * its target.
 */
export async function seeHeaders(
  oss: Pick<HeaderPort, 'readObjectHead' | 'readObjectAcl'>,
  { bucket, key }: ObjectRef,
  signal: AbortSignal,
): Promise<SeenHeaders> {
  const [head, acl] = await Promise.all([
    oss.readObjectHead(bucket, key, signal),
    oss.readObjectAcl(bucket, key, signal),
  ]);
  if (!head) throw new AppError('noSuchObject', { subject: key });
  if (readTraits(head).type === 'Symlink') throw new AppError('invalidInput', { code: 'symbolicLink', subject: key });
  return { head, acl };
}

/**
 * Replaces the headers of an object by copying it onto itself. Bytes, ACL, tags, class and encryption stay. Throws `invalidInput` (`changedSince`) if content,
 * headers or ACL are no longer those that were seen.
 */
export async function replaceHeaders(
  oss: HeaderPort,
  object: ObjectRef,
  { seen, headers }: { readonly seen: SeenHeaders; readonly headers: ObjectHeaders },
  signal: AbortSignal,
): Promise<PutResult> {
  const { head, acl } = await seeHeaders(oss, object, signal);
  const isSame = head.etag === seen.head.etag && acl === seen.acl;
  if (!isSame || !sameHeaders(listOwnHeaders(head), listOwnHeaders(seen.head))) throw changedSince(object.key);
  const result = await oss.copyObject(object, object, { source: head, headers, acl }, signal);
  if (!result) throw changedSince(object.key);
  return result;
}
