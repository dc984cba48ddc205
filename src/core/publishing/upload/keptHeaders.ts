import type { ObjectHead, ObjectHeaders } from '../../ports/oss.js';

const kept = new Set(['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires']);

/** The type of a file whose name says nothing. */
const anyType = 'application/octet-stream';

/**
 * The headers of an upload: those of the existing object, overridden by rules. A new object gets its Content-Type by
 * name, and so does a `foreign` one, another author's, if its name has a type.
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

/** Magic bytes of WebAssembly, PNG, JPEG, WebP, WOFF and WOFF2, PDF and ZIP. */
const unpacked = ['\0asm', '\x89PNG', '\xff\xd8\xff', 'RIFF', 'wOF', '%PDF', 'PK'];

function isText(body: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
    return true;
  } catch {
    return false;
  }
}
