import { createPublicKey, generateKeyPair, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError, isErrorOf } from '../../core/errors.js';
import type { AcmeOrder, AcmePort, RenewalWindow } from '../../core/ports/acme.js';
import type { CertificatePair } from '../../core/ports/certificates.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { CallSpec } from '../callWithRetry.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import {
  type AuthorizationModel,
  type OrderModel,
  readAuthorizationModel,
  readOrderModel,
  readWindowModel,
  toOrder,
} from './orders.js';
import { acmeHost, retryTime, toAcmeError, unusable } from './problems.js';
import { renewalIdOf } from './renewalId.js';
import { type AcmeDeps, AcmeSession, readUrl } from './session.js';

/** Opens calls to Let's Encrypt. This output file is loaded at the first call. */
export function openAcme(deps: AcmeDeps): AcmePort {
  const session = new AcmeSession(deps);
  return {
    createOrder: (order, signal) => told(createOrder(session, order, signal)),
    readOrder: (url, signal) => told(readOrder(session, url, signal)),
    startValidation: (url, signal) => told(startValidation(session, url, signal)),
    issueCertificate: (order, signal) => told(issue(session, deps.clock, order, signal)),
    readRenewal: (pem, signal) => told(readRenewal(session, pem, signal)),
    reachServer: (signal) => told(reachServer(session, signal)),
  };
}

function told<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => Promise.reject(toAcmeError(error)));
}

/** Reads the directory for all callers together. A caller that cancels does not end the shared read. */
async function reachServer(session: AcmeSession, signal: AbortSignal): Promise<void> {
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('timeout', { action: 'directory' })), { once: true });
  });
  await Promise.race([session.hasRenewals(), late]);
}

async function createOrder(
  session: AcmeSession,
  { names, replaces }: Parameters<AcmePort['createOrder']>[0],
  signal: AbortSignal,
): Promise<AcmeOrder> {
  const spec = { action: 'newOrder', subject: names.join(' '), signal };
  const payload = { identifiers: names.map((value) => ({ type: 'dns', value })) };
  const former = replaces === undefined ? undefined : renewalIdOf(replaces);
  const isNamed = former !== undefined && (await session.hasRenewals());
  const answer = isNamed
    ? await placeInStead(session, spec, { ...payload, replaces: former })
    : await session.order(spec, payload);
  const order = readOrderModel(answer);
  requireNames(order, names);
  return readWhole(session, readUrl(answer.headers.location), order, signal);
}

/** Throws `acmeRefused` unless an order is for these names. */
function requireNames(order: OrderModel, names: readonly string[]): void {
  if ([...order.names].sort().join() !== [...names].sort().join()) throw unusable('otherNames');
}

/**
 * Places an order that names the certificate to replace. If that fails, other than by a cancellation or a rate limit, places the order without the name: a
 * certificate that was already replaced or belongs to another account must not prevent a renewal.
 */
async function placeInStead(
  session: AcmeSession,
  spec: CallSpec,
  { replaces, ...payload }: { readonly replaces: string; readonly identifiers: readonly object[] },
): Promise<HttpsAnswer> {
  try {
    return await session.order(spec, { ...payload, replaces });
  } catch (error) {
    if (isErrorOf(error, 'cancelled', 'acmeLimited')) throw error;
    return session.order(spec, payload);
  }
}

async function readRenewal(session: AcmeSession, pem: string, signal: AbortSignal): Promise<RenewalWindow | undefined> {
  const id = renewalIdOf(pem);
  if (id === undefined) return undefined;
  try {
    const answer = await session.renewal({ action: 'renewalInfo', subject: id, signal }, id);
    return answer && readWindowModel(answer);
  } catch (error) {
    // The server does not know the predecessor.
    if (isErrorOf(error, 'acmeRefused')) return undefined;
    throw error;
  }
}

async function readOrder(session: AcmeSession, url: string, signal: AbortSignal): Promise<AcmeOrder | undefined> {
  try {
    const answer = await session.request({ action: 'order', subject: url, signal }, { url });
    return await readWhole(session, url, readOrderModel(answer), signal);
  } catch (error) {
    // An order of an account that was created again is refused in one of these ways.
    const { httpStatus = 0, code } = isErrorOf(error, 'acmeRefused') ? error.details : {};
    if (httpStatus === 404 || code === 'unauthorized' || code === 'malformed') return undefined;
    throw error;
  }
}

async function readWhole(
  session: AcmeSession,
  url: string,
  order: OrderModel,
  signal: AbortSignal,
): Promise<AcmeOrder> {
  const isOpen = order.state === 'pending' || order.state === 'invalid';
  const authorizations = isOpen ? await readAuthorizations(session, order, signal) : [];
  return toOrder(url, order, authorizations, await session.key(signal));
}

function readAuthorizations(
  session: AcmeSession,
  { authorizations }: OrderModel,
  signal: AbortSignal,
): Promise<readonly AuthorizationModel[]> {
  return Promise.all(
    authorizations.map(async (url) =>
      readAuthorizationModel(await session.request({ action: 'authorization', subject: url, signal }, { url })),
    ),
  );
}

async function startValidation(session: AcmeSession, url: string, signal: AbortSignal): Promise<void> {
  const answer = await session.request({ action: 'order', subject: url, signal }, { url });
  for (const { state, challenge } of await readAuthorizations(session, readOrderModel(answer), signal)) {
    if (state !== 'pending' || challenge?.state !== 'pending') continue;
    const spec = { action: 'challenge', subject: challenge.url, signal };
    try {
      await session.request(spec, { url: challenge.url, payload: {} });
    } catch (error) {
      // Another window reported the challenge first.
      if (!isErrorOf(error, 'acmeRefused') || error.details.code !== 'malformed') throw error;
    }
  }
}

/** Time limit for the server to issue a certificate, ms. Usually this takes seconds. */
const patienceMs = 120_000;
/** Pauses between two polls, ms. `usual` applies unless the server asks for a pause, which is then kept between `shortest` and `longest`. */
const pauseMs = { shortest: 1_000, usual: 2_000, longest: 30_000 };

/** Finalizes an order with a new key, and downloads the certificate with its chain. */
async function issue(
  session: AcmeSession,
  clock: ClockPort,
  { url, names }: Parameters<AcmePort['issueCertificate']>[0],
  signal: AbortSignal,
): Promise<Omit<CertificatePair, 'name'>> {
  const order = readOrderModel(await session.request({ action: 'order', subject: url, signal }, { url }));
  requireNames(order, names);
  // CDN documents RSA alone. Source: Alibaba Cloud CDN, "Certificate formats".
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const csr = createCsr(names, privateKey).toString('base64url');
  await finalize(session, order, csr, signal);
  const certificateUrl = await awaitCertificate(session, clock, url, signal);
  const spec = { action: 'certificate', subject: certificateUrl, signal };
  const accept = 'application/pem-certificate-chain';
  const answer = await session.request(spec, { url: certificateUrl, accept });
  const chain = readChain(answer, { key: privateKey, names, now: clock.now() });
  return { chain, key: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
}

async function finalize(
  session: AcmeSession,
  { finalize: url, names }: OrderModel,
  csr: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await session.request({ action: 'finalize', subject: names.join(' '), signal }, { url, payload: { csr } });
  } catch (error) {
    // An earlier attempt whose answer was lost may have succeeded. The key of the certificate is checked at the end.
    if (!isErrorOf(error, 'acmeRefused') || error.details.code !== 'orderNotReady') throw error;
  }
}

async function awaitCertificate(
  session: AcmeSession,
  clock: ClockPort,
  url: string,
  signal: AbortSignal,
): Promise<string> {
  const spec = { action: 'order', subject: url, signal };
  for (const end = clock.now() + patienceMs; ; ) {
    const answer = await session.request(spec, { url });
    const { state, certificate, problem } = readOrderModel(answer);
    if (state === 'valid' && certificate !== undefined) return certificate;
    if (state === 'invalid') throw new AppError('acmeRefused', { ...spec, ...problem });
    const now = clock.now();
    if (now > end) throw new AppError('acmeUnavailable', { action: 'finalize', subject: acmeHost, code: state });
    const pause = (retryTime(answer, now) ?? now + pauseMs.usual) - now;
    await clock.sleep(Math.min(Math.max(pause, pauseMs.shortest), pauseMs.longest), signal);
  }
}

const tags = { sequence: 0x30, set: 0x31, octets: 0x04, bits: 0x03, text: 0x0c, attributes: 0xa0, dnsName: 0x82 };

/**
 * Encoded object identifiers: RFC 5280 (`commonName`, `subjectAltName`), PKCS #9 (`extensionRequest`), PKCS #1
 * (`sha256WithRSAEncryption`).
 */
const ids = {
  commonName: Buffer.from('0603550403', 'hex'),
  subjectAltName: Buffer.from('0603551d11', 'hex'),
  extensionRequest: Buffer.from('06092a864886f70d01090e', 'hex'),
  sha256WithRsa: Buffer.from('06092a864886f70d01010b0500', 'hex'),
};
const version = Buffer.from('020100', 'hex');

/** The longest common name, in characters (RFC 5280, appendix A). */
const longestCommonName = 64;

/**
 * Creates a certificate signing request for these names with an RSA key, as DER (PKCS #10, RFC 2986). The first name
 * becomes the common name unless it is too long.
 */
export function createCsr(names: readonly string[], privateKey: KeyObject): Buffer {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const info = der(tags.sequence, version, toSubject(names[0] ?? ''), publicKey, toAttributes(names));
  const signature = der(tags.bits, Buffer.from([0]), sign('sha256', info, privateKey));
  return der(tags.sequence, info, der(tags.sequence, ids.sha256WithRsa), signature);
}

function toSubject(name: string): Buffer {
  if (name.length > longestCommonName) return der(tags.sequence);
  const attribute = der(tags.sequence, ids.commonName, der(tags.text, Buffer.from(name)));
  return der(tags.sequence, der(tags.set, attribute));
}

function toAttributes(names: readonly string[]): Buffer {
  const list = der(tags.sequence, ...names.map((name) => der(tags.dnsName, Buffer.from(name))));
  const extension = der(tags.sequence, ids.subjectAltName, der(tags.octets, list));
  const values = der(tags.set, der(tags.sequence, extension));
  return der(tags.attributes, der(tags.sequence, ids.extensionRequest, values));
}

/** Encodes one element: tag, length, content (X.690). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), toLength(content.length), content]);
}

function toLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

/** The key and names of the request, and the current time in ms since the epoch. */
interface Requested {
  readonly key: KeyObject;
  readonly names: readonly string[];
  readonly now: number;
}

/** Public authorities send the certificate and one to three issuer certificates, with or without the root. */
const mostCertificates = 10;

/**
 * Returns the certificates of an answer as PEM without blank lines. Throws `acmeRefused`, with the problem as its code, unless the first certificate has
 * this key and exactly these names and is valid now, and each certificate is issued by the next. Visitors receive this chain unchanged.
 */
export function readChain({ body }: Pick<HttpsAnswer, 'body'>, { key, names, now }: Requested): string {
  const blocks = body.toString('utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length > mostCertificates) throw unusable('brokenChain');
  const chain = blocks.map(readCertificate);
  const [leaf] = chain;
  if (!leaf) throw unusable('badAnswer');
  if (!isFor(leaf, key)) throw unusable('otherKey');
  if (namesOf(leaf).sort().join() !== [...names].sort().join()) throw unusable('otherNames');
  if (!(Date.parse(leaf.validFrom) <= now && now < Date.parse(leaf.validTo))) throw unusable('notValidNow');
  const isLinked = chain.every((each, at) => at === chain.length - 1 || isIssuedBy(each, chain[at + 1]));
  if (chain.length < 2 || !isLinked) throw unusable('brokenChain');
  return chain.map((each) => each.toString().trim()).join('\n');
}

function readCertificate(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw unusable('badAnswer');
  }
}

/** Returns whether the certificate belongs to this key. Node throws for keys that it does not know. */
function isFor(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.publicKey.equals(createPublicKey(key));
  } catch {
    return false;
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate | undefined): boolean {
  try {
    return issuer !== undefined && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').map((name) => name.replace(/^DNS:/, '').toLowerCase());
}
