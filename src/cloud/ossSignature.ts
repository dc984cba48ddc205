import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from '../core/account.js';

/** What of a request is signed; `path` and `query` are not yet encoded. */
export interface OssRequest {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  /** An empty value is sent as a bare name. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names among the headers, in lower case, that are signed besides those that always are. */
  readonly additional?: readonly string[];
}

const algorithm = 'OSS4-HMAC-SHA256';
const payload = 'UNSIGNED-PAYLOAD';

/** Percent-encodes all but `A-Za-z0-9-._~`, as OSS signs it; `keepSlash` for object keys. */
export function encodePart(text: string, keepSlash = false): string {
  const encoded = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return keepSlash ? encoded.replaceAll('%2F', '/') : encoded;
}

/** The query as it is signed and sent: encoded, sorted, empty values as bare names. */
export function formatQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [encodePart(name), encodePart(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
}

/** Path and query as they are sent. */
export function formatPath(key: string, query: Readonly<Record<string, string>>): string {
  const search = formatQuery(query);
  return `/${encodePart(key, true)}${search ? `?${search}` : ''}`;
}

/** The headers of a request with those that OSS signature V4 adds (help.aliyun.com, "V4 signature in a header"); `region` without `oss-`. */
export type Signer = (request: OssRequest, region: string, keys: Credentials, now: Date) => Record<string, string>;

/** Signs requests, keeping the key that is derived for a day and a region. */
export function createSigner(): Signer {
  const keyOf = createKeys();
  return (request, region, keys, now) => {
    const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${time.slice(0, 8)}/${region}/oss/aliyun_v4_request`;
    const headers: Record<string, string> = {
      ...request.headers,
      'x-oss-date': time,
      'x-oss-content-sha256': payload,
      ...(keys.securityToken ? { 'x-oss-security-token': keys.securityToken } : {}),
    };
    const additional = listAdditional(request);
    const canonical = formatCanonical(request, headers, additional);
    const toSign = [algorithm, time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
    const signature = hmac(keyOf(keys.accessKeySecret, scope), toSign).toString('hex');
    const claim = `Credential=${keys.accessKeyId}/${scope}${additional && `,AdditionalHeaders=${additional}`}`;
    return { ...headers, authorization: `${algorithm} ${claim},Signature=${signature}` };
  };
}

/** As they are claimed and signed: those that are there and not signed anyway, sorted. */
function listAdditional({ headers, additional = [] }: OssRequest): string {
  const names = additional.filter((name) => headers[name] !== undefined && !isAlwaysSigned(name));
  return [...new Set(names)].sort().join(';');
}

function isAlwaysSigned(name: string): boolean {
  return name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-');
}

function formatCanonical(request: OssRequest, headers: Readonly<Record<string, string>>, additional: string): string {
  const more = additional.split(';');
  const bucketPath = request.bucket ? `/${request.bucket}/` : '/';
  const signed = Object.entries(headers)
    .filter(([name]) => isAlwaysSigned(name) || more.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
  const uri = encodePart(bucketPath, true) + encodePart(request.key, true);
  return [request.method, uri, formatQuery(request.query), signed, additional, payload].join('\n');
}

function createKeys(): (secret: string, scope: string) => Buffer {
  let latest: { readonly secret: string; readonly scope: string; readonly key: Buffer } | undefined;
  return (secret, scope) => {
    if (latest?.secret === secret && latest.scope === scope) return latest.key;
    const start: Buffer = Buffer.from(`aliyun_v4${secret}`);
    const key = scope.split('/').reduce((part, text) => hmac(part, text), start);
    latest = { secret, scope, key };
    return key;
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
