import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** The key of an ACME account: the private key, its public JWK, and its thumbprint (RFC 7638). */
export interface AccountKey {
  readonly privateKey: KeyObject;
  readonly jwk: { readonly crv: string; readonly kty: string; readonly x: string; readonly y: string };
  readonly thumbprint: string;
}

/** Creates a P-256 key, as base64 of PKCS#8. */
export function createAccountKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

/** Reads a key from base64 of PKCS#8; `undefined` if it is damaged or of another kind. */
export function readAccountKey(text: string): AccountKey | undefined {
  try {
    const privateKey = createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
    const { crv, kty, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
    if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) return undefined;
    // The members in the order of RFC 7638, 3.2.
    const jwk = { crv, kty, x, y };
    return { privateKey, jwk, thumbprint: hash(JSON.stringify(jwk)) };
  } catch {
    return undefined;
  }
}

/** The TXT value that answers a `dns-01` challenge (RFC 8555, 8.4). */
export function challengeValue(token: string, { thumbprint }: AccountKey): string {
  return hash(`${token}.${thumbprint}`);
}

/** Signs a request in the flattened JSON form (RFC 7515, 7.2.2). A request without a payload only reads (RFC 8555, 6.3). */
export function signJws(
  { privateKey }: AccountKey,
  header: Readonly<Record<string, unknown>>,
  payload: object | undefined,
): string {
  const protectedPart = encode(JSON.stringify({ alg: 'ES256', ...header }));
  const payloadPart = payload === undefined ? '' : encode(JSON.stringify(payload));
  const input = Buffer.from(`${protectedPart}.${payloadPart}`);
  const signature = sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return JSON.stringify({ protected: protectedPart, payload: payloadPart, signature });
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
