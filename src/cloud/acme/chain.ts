import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { HttpsAnswer } from '../http/httpsSend.js';
import { unusable } from './problems.js';

/** The key and names of the request, and the current time in ms since the epoch. */
interface Requested {
  readonly key: KeyObject;
  readonly names: readonly string[];
  readonly now: number;
}

/** Public authorities send the certificate and one to three issuers, with or without the root. */
const mostCertificates = 10;

/**
 * Returns the certificates of an answer in PEM without blank lines. Throws `acmeRefused`, with the problem as its code,
 * unless the first one has this key and exactly these names and is valid now, and each is issued by the next. Visitors
 * receive this chain unchanged.
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

/** Node throws for keys that it does not know. */
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
