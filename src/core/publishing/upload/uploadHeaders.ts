import mime from 'mime/lite';
import { lookUp } from '../../lookUp.js';
import type { ObjectHead, ObjectHeaders } from '../../ports/oss.js';

/** Content types that the small table of the `mime` package lacks or leaves ambiguous. A source map is JSON. */
const additions: Readonly<Record<string, string>> = {
  map: 'application/json',
  cjs: 'text/javascript',
  ico: 'image/x-icon',
  yaml: 'text/yaml',
  yml: 'text/yaml',
  vtt: 'text/vtt',
};

/** Returns the Content-Type for the extension of a key, with `charset=utf-8` for text. `application/octet-stream` if the extension is unknown. */
export function toContentType(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase();
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '';
  const type = lookUp(additions, extension) ?? (extension && mime.getType(extension)) ?? '';
  if (!type) return 'application/octet-stream';
  return isTextType(type) ? `${type}; charset=utf-8` : type;
}

function isTextType(type: string): boolean {
  return /^text\/|[/+](json|xml)$|^application\/(javascript|manifest\+json)$/.test(type);
}

const kept = new Set(['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires']);

/** The type of a file whose extension is unknown. */
const anyType = 'application/octet-stream';

/**
 * Returns the headers for an upload. A new object gets its Content-Type by name. An existing object keeps its headers, but the rules override them, and a
 * `foreign` object (by another author) also gets the Content-Type by name if its name has one.
 */
export function headersFor(
  remote: ObjectHead | undefined,
  rules: Readonly<Record<string, string>>,
  start: { readonly contentType: string; readonly body?: Uint8Array; readonly foreign?: boolean },
): ObjectHeaders {
  if (!remote) return { 'content-type': start.contentType, ...rules };
  const names = Object.keys(remote.headers).filter((name) => isKept(name, remote, start.body));
  const own = start.foreign && start.contentType !== anyType ? { 'content-type': start.contentType } : {};
  return { ...Object.fromEntries(names.map((name) => [name, remote.headers[name] ?? ''])), ...own, ...rules };
}

function isKept(name: string, { headers }: ObjectHead, body: Uint8Array | undefined): boolean {
  if (kept.has(name) || name.startsWith('x-oss-meta-') || name.startsWith('x-oss-server-side-')) return true;
  if (name === 'x-oss-storage-class') return headers[name] !== 'Standard';
  // Describes the encoding of these bytes, so it is kept only while they are the same.
  return name === 'content-encoding' && (body === undefined || isPackedAs(headers[name], body));
}

/** Only gzip can be detected reliably. Text and well-known file types have no other encoding. */
function isPackedAs(encoding: string | undefined, body: Uint8Array): boolean {
  const begin = String.fromCharCode(...body.subarray(0, 4));
  const isGzip = begin.startsWith('\x1f\x8b');
  return encoding === 'gzip' ? isGzip : !isGzip && !unpacked.some((magic) => begin.startsWith(magic)) && !isText(body);
}

/** The first bytes of WebAssembly, PNG, JPEG, WebP, WOFF and WOFF2, PDF and ZIP files. */
const unpacked = ['\0asm', '\x89PNG', '\xff\xd8\xff', 'RIFF', 'wOF', '%PDF', 'PK'];

function isText(body: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
    return true;
  } catch {
    return false;
  }
}
