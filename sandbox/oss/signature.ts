import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { AccessKey } from '../state/accessKey.js';
import { serviceNow } from '../state/clock.js';
import { type OssCall, parseQuery } from './call.js';
import { accessDenied, invalidArgument, OssError } from './errors.js';
import { decodeKey } from './keys.js';

interface Claim {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly additional: readonly string[];
  readonly signature: string;
  readonly date: string;
  readonly securityToken?: string;
  /** The lifetime of a presigned URL in seconds; absent for a signed header. */
  readonly expires?: number;
}

const algorithm = 'OSS4-HMAC-SHA256';
const maxSkewMs = 15 * 60_000;

/** Verifies the V4 signature of a request and returns its key; `undefined` for an unsigned request. */
export function authenticate(call: OssCall): AccessKey | undefined {
  const claim = readClaim(call);
  if (!claim) return undefined;
  const key = call.state.accessKeys.find(({ id }) => id === claim.accessKeyId);
  if (!key || (key.securityToken !== undefined && claim.securityToken === undefined)) {
    throw refusal(
      'InvalidAccessKeyId',
      'The OSS Access Key Id you provided does not exist in our records.',
      '0002-00000902',
      {
        OSSAccessKeyId: claim.accessKeyId,
      },
    );
  }
  checkToken(call, key, claim.securityToken);
  checkTime(call, claim);
  if (claim.region !== call.region) {
    throw invalidArgument('Invalid signing region in Authorization header.', { Region: claim.region });
  }
  checkSignature(call, key, claim);
  return key;
}

function refusal(code: string, message: string, ec: string, more: Readonly<Record<string, string>> = {}): OssError {
  return new OssError({ status: 403, code, message, ec, more });
}

function readClaim(call: OssCall): Claim | undefined {
  const header = call.request.headers.authorization;
  if (header !== undefined) return readHeaderClaim(call, header);
  if (call.query.has('x-oss-signature')) return readUrlClaim(call);
  if (call.query.has('Signature')) throw oldSignature();
  return undefined;
}

function readHeaderClaim(call: OssCall, header: string): Claim {
  if (!header.startsWith(`${algorithm} `)) throw oldSignature();
  const fields = new Map(
    header
      .slice(algorithm.length + 1)
      .split(/,\s*/)
      .map((field) => splitField(field)),
  );
  const token = call.request.headers['x-oss-security-token'];
  return {
    ...readCredential(fields.get('Credential')),
    additional: (fields.get('AdditionalHeaders') ?? '').split(';').filter(Boolean),
    signature: fields.get('Signature') ?? '',
    date: call.request.headers['x-oss-date'] ?? '',
    ...(token === undefined ? {} : { securityToken: token }),
  };
}

function readUrlClaim({ query }: OssCall): Claim {
  const token = query.get('x-oss-security-token');
  return {
    ...readCredential(query.get('x-oss-credential')),
    additional: (query.get('x-oss-additional-headers') ?? '').split(';').filter(Boolean),
    signature: query.get('x-oss-signature') ?? '',
    date: query.get('x-oss-date') ?? '',
    expires: Number(query.get('x-oss-expires')),
    ...(token === undefined ? {} : { securityToken: token }),
  };
}

function splitField(field: string): [string, string] {
  const at = field.indexOf('=');
  return [field.slice(0, at), field.slice(at + 1)];
}

function readCredential(text = ''): { accessKeyId: string; day: string; region: string } {
  const [accessKeyId, day, region, product, end] = text.split('/');
  if (!accessKeyId || !day || !region || product !== 'oss' || end !== 'aliyun_v4_request') {
    throw invalidArgument('Invalid credential in Authorization header.');
  }
  return { accessKeyId, day, region };
}

/** V1 and V2 are closed to new accounts and buckets. */
function oldSignature(): OssError {
  return refusal(
    'AccessDenied',
    'The signature version is not supported. Please use signature version 4.',
    '0002-00000080',
  );
}

function checkToken({ state }: OssCall, key: AccessKey, token: string | undefined): void {
  if (key.securityToken !== token) {
    throw refusal('InvalidSecurityToken', 'The security token you provided is invalid.', '0002-00000906');
  }
  if (key.expires && key.expires.getTime() <= serviceNow(state)) {
    throw refusal('SecurityTokenExpired', 'The security token you provided has expired.', '0002-00000907');
  }
}

function checkTime({ state }: OssCall, { date, day, expires }: Claim): void {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!parts || !date.startsWith(day)) throw accessDenied('OSS authentication requires a valid Date.', '0002-00000061');
  const [year = 0, month = 0, dayOfMonth = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const sent = Date.UTC(year, month - 1, dayOfMonth, hour, minute, second);
  const age = serviceNow(state) - sent;
  if (expires !== undefined) {
    if (!(expires > 0 && expires <= 7 * 86_400)) throw invalidArgument('Invalid x-oss-expires.');
    if (age > expires * 1000) throw accessDenied('Request has expired.', '0002-00000069');
  } else if (Math.abs(age) > maxSkewMs) {
    throw refusal(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      '0002-00000504',
      {
        MaxAllowedSkewMilliseconds: String(maxSkewMs),
        RequestTime: new Date(sent).toISOString(),
        ServerTime: new Date(serviceNow(state)).toISOString(),
      },
    );
  }
}

function checkSignature(call: OssCall, key: AccessKey, claim: Claim): void {
  const scope = `${claim.day}/${claim.region}/oss/aliyun_v4_request`;
  const canonical = canonicalRequest(call, claim);
  const toSign = [algorithm, claim.date, scope, createHash('sha256').update(canonical, 'latin1').digest('hex')].join(
    '\n',
  );
  const signingKey = [claim.day, claim.region, 'oss', 'aliyun_v4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `aliyun_v4${key.secret}`,
  );
  const expected = Buffer.from(createHmac('sha256', signingKey).update(toSign).digest('hex'));
  const given = Buffer.from(claim.signature);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw refusal(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    '0002-00000002',
    {
      OSSAccessKeyId: key.id,
      SignatureProvided: claim.signature,
      StringToSign: toSign,
      CanonicalRequest: canonical,
    },
  );
}

/** The canonical request. Each character is one byte of the request. */
function canonicalRequest(call: OssCall, { additional }: Claim): string {
  const { request, bucketName } = call;
  const uri = bucketName === undefined ? '/' : `/${bucketName}/${encode(decodeKey(call.path)).replaceAll('%2F', '/')}`;
  const pairs = parseQuery(call.rawQuery)
    .filter(([name]) => name !== 'x-oss-signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const query = pairs.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');
  const extra = additional
    .map((name) => name.toLowerCase())
    .filter((name) => name in request.headers && !isSigned(name));
  const names = Object.keys(request.headers).filter((name) => isSigned(name) || extra.includes(name));
  const headers = names.sort().map((name) => `${name}:${trimBlanks(request.headers[name] ?? '')}\n`);
  const payload = request.headers['x-oss-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  return [request.method, uri, query, headers.join(''), extra.sort().join(';'), payload].join('\n');
}

/** Trims blanks only: `trim` would drop a UTF-8 byte that is a space in Latin-1. */
function trimBlanks(value: string): string {
  return value.replace(/^[ \t]+|[ \t]+$/g, '');
}

function isSigned(name: string): boolean {
  return name.startsWith('x-oss-') || name === 'content-type' || name === 'content-md5';
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
