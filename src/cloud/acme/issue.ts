import { createPublicKey, generateKeyPair, type KeyObject, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError, isErrorOf } from '../../core/errors.js';
import type { CertificatePair } from '../../core/ports/certificates.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import { createCsr } from './csr.js';
import { type OrderModel, readOrderModel } from './orders.js';
import { retryTime } from './problems.js';
import type { AcmeSession } from './session.js';

/** Issuing takes seconds; after this the order is left, ms. */
const patienceMs = 120_000;
/** The pause between two looks, ms: where the server names none, and the longest. */
const pauseMs = { usual: 2_000, longest: 30_000 };

/** Has the certificate of an order issued for a new key, and downloads it with its chain. */
export async function issue(
  session: AcmeSession,
  clock: ClockPort,
  url: string,
  signal: AbortSignal,
): Promise<Omit<CertificatePair, 'name'>> {
  const order = readOrderModel(await session.request({ action: 'order', subject: url, signal }, { url }));
  // CDN documents RSA alone. Source: Alibaba Cloud CDN, "Certificate formats".
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const csr = createCsr(order.names, privateKey).toString('base64url');
  await finalize(session, order, csr, signal);
  const certificateUrl = await awaitCertificate(session, clock, url, signal);
  const spec = { action: 'certificate', subject: certificateUrl, signal };
  const accept = 'application/pem-certificate-chain';
  const answer = await session.request(spec, { url: certificateUrl, accept });
  return { chain: readChain(answer, privateKey), key: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
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
    // An earlier attempt whose answer was lost may have been taken; whose key was certified is checked in the end.
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
    if (now > end) throw new AppError('acmeUnavailable', { action: 'finalize', code: state });
    const pause = (retryTime(answer, now) ?? now + pauseMs.usual) - now;
    await clock.sleep(Math.min(Math.max(pause, 0), pauseMs.longest), signal);
  }
}

/** The certificates of an answer in PEM without blank lines; throws `badAnswer` unless the first one is for this key. */
export function readChain({ body }: Pick<HttpsAnswer, 'body'>, key: KeyObject): string {
  const blocks = body.toString('utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const [leaf, ...issuers] = blocks.map(readCertificate);
  if (!leaf?.publicKey.equals(createPublicKey(key))) throw new AppError('badAnswer', { action: 'certificate' });
  return [leaf, ...issuers].map((each) => each.toString().trim()).join('\n');
}

function readCertificate(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw new AppError('badAnswer', { action: 'certificate' });
  }
}
