import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { Credentials } from '../../core/account.js';
import type { RequestHead } from '../http/httpsSend.js';

/** The signed parts of a request. `path` and `query` are not encoded yet. */
export interface OssRequest {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  /** The query parameters, not encoded. A parameter with an empty value is sent as a bare name. */
  readonly query: Readonly<Record<string, string>>;
  /** Header values by names in lower case. Each character of a value stands for one byte. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of headers, in lower case, to sign in addition to the headers that are always signed. */
  readonly additional?: readonly string[];
}

const algorithm = 'OSS4-HMAC-SHA256';
const payload = 'UNSIGNED-PAYLOAD';
const plain = /^[A-Za-z0-9-._~]*$/;
const plainWithSlash = /^[A-Za-z0-9-._~/]*$/;

/** Percent-encodes all characters but `A-Za-z0-9-._~`, as OSS expects in signatures. `keepSlash` also keeps the slashes of an object key. */
export function encodePart(text: string, keepSlash = false): string {
  if ((keepSlash ? plainWithSlash : plain).test(text)) return text;
  const encoded = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return keepSlash ? encoded.replaceAll('%2F', '/') : encoded;
}

/** Formats the query for the signature: encoded and sorted, with empty values as bare names. */
export function formatQuery(query: Readonly<Record<string, string>>): string {
  const entries = Object.entries(query);
  if (entries.length === 0) return '';
  return entries
    .map(([name, value]) => [encodePart(name), encodePart(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
}

/**
 * Signs a request with OSS signature V4 (help.aliyun.com, "V4 signature in a header"). Returns the path with the query, and the headers including the
 * signature. `region` is without the prefix `oss-`.
 */
export type Signer = (request: OssRequest, region: string, keys: Credentials, now: Date) => RequestHead;

/** Creates a signer that caches the derived key for each day and region. */
export function createSigner(): Signer {
  const keyOf = createKeys();
  const timeOf = createTimes();
  return (request, region, keys, now) => {
    const time = timeOf(now);
    const scope = scopeOf(time, region);
    const headers: Record<string, string> = { ...request.headers, 'x-oss-date': time, 'x-oss-content-sha256': payload };
    if (keys.securityToken) headers['x-oss-security-token'] = keys.securityToken;
    const path = `/${encodePart(request.key, true)}`;
    const query = formatQuery(request.query);
    const additional = listAdditional(request);
    const uri = request.bucket ? `/${request.bucket}${path}` : path;
    const signed = formatHeaders(headers, additional);
    const names = additional.join(';');
    const canonical = `${request.method}\n${uri}\n${query}\n${signed}\n${names}\n${payload}`;
    const signature = keyOf(keys.accessKeySecret, scope)(toSignOf(time, scope, canonical));
    const claim = `Credential=${keys.accessKeyId}/${scope}${names && `,AdditionalHeaders=${names}`}`;
    headers.authorization = `${algorithm} ${claim},Signature=${signature}`;
    return { path: query ? `${path}?${query}` : path, headers };
  };
}

/** The object, the host and the lifetime of a presigned URL. */
interface UrlRequest {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly host: string;
  readonly seconds: number;
}

/**
 * Returns the path and query of a presigned URL (help.aliyun.com, "V4 signature in a URL"). The query and the host are signed, so the URL is of no use at
 * another host.
 */
export function signUrl(
  { method, bucket, key, host, seconds }: UrlRequest,
  region: string,
  keys: Credentials,
  now: Date,
): string {
  const time = createTimes()(now);
  const scope = scopeOf(time, region);
  const path = `/${encodePart(key, true)}`;
  const query = formatQuery({
    'x-oss-signature-version': algorithm,
    'x-oss-credential': `${keys.accessKeyId}/${scope}`,
    'x-oss-date': time,
    'x-oss-expires': String(seconds),
    'x-oss-additional-headers': 'host',
    ...(keys.securityToken && { 'x-oss-security-token': keys.securityToken }),
  });
  const canonical = `${method}\n/${bucket}${path}\n${query}\nhost:${host}\n\nhost\n${payload}`;
  const signature = createKeys()(keys.accessKeySecret, scope)(toSignOf(time, scope, canonical));
  return `${path}?${query}&x-oss-signature=${signature}`;
}

function scopeOf(time: string, region: string): string {
  return `${time.slice(0, 8)}/${region}/oss/aliyun_v4_request`;
}

function toSignOf(time: string, scope: string, canonical: string): string {
  return `${algorithm}\n${time}\n${scope}\n${hash('sha256', Buffer.from(canonical, 'latin1'))}`;
}

/** Creates a function that formats times as OSS does, `20060102T150405Z`. It caches the latest second. */
function createTimes(): (now: Date) => string {
  let latest = { second: Number.NaN, text: '' };
  return (now) => {
    const second = Math.floor(now.getTime() / 1000);
    if (latest.second !== second) latest = { second, text: now.toISOString().replace(/[-:]|\.\d+/g, '') };
    return latest.text;
  };
}

/** Returns the additional headers to sign, sorted: those that are present and not signed anyway. */
function listAdditional({ headers, additional = [] }: OssRequest): readonly string[] {
  const there = additional.filter((name) => headers[name] !== undefined && !isAlwaysSigned(name));
  return there.length > 1 ? [...new Set(there)].sort() : there;
}

function isAlwaysSigned(name: string): boolean {
  return name.startsWith('x-oss-') || name === 'content-type' || name === 'content-md5';
}

/** Formats the signed headers, sorted, one per line. */
function formatHeaders(headers: Readonly<Record<string, string>>, additional: readonly string[]): string {
  const names = [...additional];
  for (const name in headers) if (isAlwaysSigned(name)) names.push(name);
  let lines = '';
  for (const name of names.sort()) lines += `${name}:${trimBlanks(headers[name])}\n`;
  return lines;
}

/** Removes blanks at both ends. `trim` would also remove bytes of UTF-8: `à` ends in 0xA0, which is a space in Latin-1. */
function trimBlanks(value = ''): string {
  return value.replace(/^[ \t]+|[ \t]+$/g, '');
}

type Mac = (text: string) => string;

function createKeys(): (secret: string, scope: string) => Mac {
  let latest: { readonly secret: string; readonly scope: string; readonly mac: Mac } | undefined;
  return (secret, scope) => {
    if (latest?.secret === secret && latest.scope === scope) return latest.mac;
    const start: Buffer = Buffer.from(`aliyun_v4${secret}`);
    const key = scope.split('/').reduce((part, text) => createHmac('sha256', part).update(text).digest(), start);
    // Seven times as fast as with the bytes, for which Node creates a key object each time.
    const object = createSecretKey(key);
    latest = { secret, scope, mac: (text) => createHmac('sha256', object).update(text).digest('hex') };
    return latest.mac;
  };
}
