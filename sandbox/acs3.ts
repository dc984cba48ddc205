import { createHash, createHmac } from 'node:crypto';
import { RpcError } from './rpcError.js';
import type { AccessKey } from './state/accessKey.js';
import { serviceNow } from './state/clock.js';
import type { ApiRequest, SandboxState } from './state/state.js';

const authorization = /^ACS3-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;
const maxSkewMs = 15 * 60_000;

/** Verifies the ACS3-HMAC-SHA256 signature of a request and returns its key; throws the gateway's refusal. */
export function verifyAcs3(request: ApiRequest, state: SandboxState): AccessKey {
  const { keyId, signedHeaders, signature } = readAuthorization(request);
  const key = state.accessKeys.find((candidate) => candidate.id === keyId);
  if (!key) throw new RpcError('InvalidAccessKeyId.NotFound', 404, 'Specified access key is not found.');
  requireFresh(request, state);
  requireSigned(request, signedHeaders);
  requireSignature(request, signedHeaders, signature, key);
  requireToken(request, key, state);
  requireNewNonce(request, key, state);
  return key;
}

/** Decodes the pairs of a query or form; `+` is a space. */
export function readPairs(encoded: string): [string, string][] {
  return [...new URLSearchParams(encoded)];
}

/** The part after the `?`, still encoded. */
export function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

function readAuthorization(request: ApiRequest): { keyId: string; signedHeaders: string[]; signature: string } {
  const header = request.headers.authorization;
  if (!header) throw new RpcError('MissingAccessKeyId', 400, 'AccessKeyId is mandatory for this action.');
  const [, keyId, names, signature] = authorization.exec(header.trim()) ?? [];
  if (!keyId || !names || !signature) throw incomplete('The Authorization header is not in the ACS3-HMAC-SHA256 form.');
  return { keyId, signedHeaders: names.split(';'), signature };
}

function requireFresh(request: ApiRequest, state: SandboxState): void {
  const sent = request.headers['x-acs-date'] ?? '';
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(sent) ? Date.parse(sent) : Number.NaN;
  if (Math.abs(serviceNow(state) - time) <= maxSkewMs) return;
  throw new RpcError('InvalidTimeStamp.Expired', 400, 'Specified time stamp or date value is expired.');
}

function requireSigned(request: ApiRequest, signedHeaders: readonly string[]): void {
  const needed = Object.keys(request.headers).filter((name) => name === 'content-type' || name.startsWith('x-acs-'));
  const always = [
    'host',
    'x-acs-action',
    'x-acs-version',
    'x-acs-date',
    'x-acs-content-sha256',
    'x-acs-signature-nonce',
  ];
  const unsigned = [...always, ...needed].find((name) => !signedHeaders.includes(name));
  if (unsigned) throw incomplete(`The header ${unsigned} is not signed.`);
  const absent = signedHeaders.find((name) => request.headers[name] === undefined);
  if (absent) throw incomplete(`The signed header ${absent} was not sent.`);
}

function requireSignature(request: ApiRequest, names: readonly string[], signature: string, key: AccessKey): void {
  const bodyHash = sha256(request.body);
  if (request.headers['x-acs-content-sha256'] !== bodyHash)
    throw mismatch(`x-acs-content-sha256 should be ${bodyHash}`);
  const stringToSign = `ACS3-HMAC-SHA256\n${sha256(canonicalRequest(request, names, bodyHash))}`;
  if (createHmac('sha256', key.secret).update(stringToSign).digest('hex') === signature) return;
  throw mismatch(`server string to sign is: ${stringToSign}`);
}

function canonicalRequest(request: ApiRequest, names: readonly string[], bodyHash: string): string {
  const path = request.url.split('?', 1)[0] || '/';
  const query = readPairs(queryOf(request.url))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const sorted = [...names].sort();
  const headers = sorted.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join('');
  return [request.method, path, query, headers, sorted.join(';'), bodyHash].join('\n');
}

function requireToken(request: ApiRequest, key: AccessKey, state: SandboxState): void {
  const sent = request.headers['x-acs-security-token'];
  if (sent !== key.securityToken) {
    const code =
      key.securityToken === undefined ? 'InvalidSecurityToken.Malformed' : 'InvalidSecurityToken.MismatchWithAccessKey';
    throw new RpcError(code, 400, 'Specified SecurityToken does not belong to this AccessKey.');
  }
  if (key.expires && key.expires.getTime() <= serviceNow(state)) {
    throw new RpcError('InvalidSecurityToken.Expired', 400, 'Specified SecurityToken is expired.');
  }
}

function requireNewNonce(request: ApiRequest, key: AccessKey, state: SandboxState): void {
  state.nonces ??= new Map();
  const now = Date.now();
  for (const [nonce, usedAt] of state.nonces) {
    if (now - usedAt <= 2 * maxSkewMs) break;
    state.nonces.delete(nonce);
  }
  const nonce = `${key.id} ${request.headers['x-acs-signature-nonce']}`;
  if (state.nonces.has(nonce))
    throw new RpcError('SignatureNonceUsed', 400, 'Specified signature nonce was used already.');
  state.nonces.set(nonce, now);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function incomplete(message: string): RpcError {
  return new RpcError(
    'IncompleteSignature',
    400,
    `The request signature does not conform to Aliyun standards. ${message}`,
  );
}

function mismatch(detail: string): RpcError {
  return new RpcError('SignatureDoesNotMatch', 400, `Specified signature does not match our calculation. ${detail}`);
}
