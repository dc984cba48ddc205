import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import type { SandboxState, StoredCdnDomain } from './state.js';
import type { DomainCertificate, IssuedPair, StoredCertificate } from './storedCertificate.js';

/** Adds a certificate to the account, by default on the China site, with a new id. */
export function addCertificate(
  state: SandboxState,
  name: string,
  pair: IssuedPair & Partial<Pick<StoredCertificate, 'region'>>,
  uploaded: boolean,
): StoredCertificate {
  const id = 8_000_000 + state.nextId++;
  const stored = { region: 'cn-hangzhou', ...pair, id, name, uploaded, keptAt: Date.now() };
  state.certificates.set(id, stored);
  return stored;
}

/** CDN's certificate of a domain with HTTPS. A domain without one, as in a seed, gets one for its name. */
export function givenTo(state: SandboxState, domain: StoredCdnDomain): DomainCertificate | undefined {
  if (!domain.httpsOn) return undefined;
  if (!domain.certificate && state.issue) {
    const name = `cert-of-${domain.name.replace(/^\./, '')}`;
    const earlier = [...state.certificates.values()].find((each) => each.name === name);
    const own = earlier ?? addCertificate(state, name, state.issue([domain.name.replace(/^\./, '*.')], 365), false);
    domain.certificate = { id: own.id, type: 'cas', setAt: domain.createdAt.getTime(), readyAt: 0 };
  }
  return domain.certificate;
}

/** The certificate that the edges show for a domain at this time (real ms). */
export function shownFor(state: SandboxState, domain: StoredCdnDomain, now: number): StoredCertificate | undefined {
  const given = givenTo(state, domain);
  if (!given) return undefined;
  return state.certificates.get(given.readyAt <= now ? given.id : (given.formerId ?? -1));
}

/** The fields of a certificate in the vendor's format. */
export function describePem(pem: string) {
  const certificate = new X509Certificate(pem);
  const names = (certificate.subjectAltName ?? '').split(', ').flatMap((each) => each.match(/^DNS:(.+)$/)?.[1] ?? []);
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? names[0] ?? '';
  return {
    common,
    names: [...new Set([common, ...names])],
    issuer: /^CN=(.+)$/m.exec(certificate.issuer)?.[1] ?? '',
    serial: certificate.serialNumber.padStart(40, '0').toLowerCase(),
    fingerprint: certificate.fingerprint.replaceAll(':', ''),
    from: new Date(certificate.validFrom),
    until: new Date(certificate.validTo),
  };
}

/** Returns whether one of these names, possibly wildcards, covers a domain, possibly a wildcard too. */
export function coversDomain(names: readonly string[], domain: string): boolean {
  const wanted = domain.replace(/^\./, '*.');
  const parent = `*.${domain.slice(domain.indexOf('.') + 1)}`;
  return names.some((name) => name === wanted || (!domain.startsWith('.') && name === parent));
}

/** Returns whether a PEM is a readable certificate. */
export function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** Returns whether each certificate of a PEM was issued by the next. */
export function isChain(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const chain = blocks.map((block) => new X509Certificate(block));
  return chain.every((each, at) => at === 0 || chain[at - 1]?.checkIssued(each));
}

/** Returns whether a PEM private key, without a password, belongs to the first certificate of a PEM. */
export function isKeyOf(key: string, certificate: string): boolean {
  try {
    const own = createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'der' });
    return new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }).equals(own);
  } catch {
    return false;
  }
}

/** Returns whether the first certificate of a PEM has an EC key. */
export function isOfEc(certificate: string): boolean {
  return new X509Certificate(certificate).publicKey.asymmetricKeyType === 'ec';
}
