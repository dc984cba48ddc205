import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import type { SandboxState, StoredCdnDomain } from './state.js';
import type { DomainCertificate, IssuedPair, StoredCertificate } from './storedCertificate.js';

/** Keeps a certificate in the account, on the China site unless said; its id is new. */
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

/** What CDN has for a domain with HTTPS. One that never was given any, as of a seed, gets one for its name. */
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

/** What a certificate says of itself, as the vendor writes it. */
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

/** Says whether one of these names, which may be wildcards, is good for a domain, which may be one too. */
export function coversDomain(names: readonly string[], domain: string): boolean {
  const wanted = domain.replace(/^\./, '*.');
  const parent = `*.${domain.slice(domain.indexOf('.') + 1)}`;
  return names.some((name) => name === wanted || (!domain.startsWith('.') && name === parent));
}

/** Says whether a PEM is a certificate that can be read. */
export function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** Says whether each certificate of a PEM was issued by the one behind it. */
export function isChain(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const chain = blocks.map((block) => new X509Certificate(block));
  return chain.every((each, at) => at === 0 || chain[at - 1]?.checkIssued(each));
}

/** Says whether a private key in PEM, without a password, belongs to the first certificate of a PEM. */
export function isKeyOf(key: string, certificate: string): boolean {
  try {
    const own = createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'der' });
    return new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }).equals(own);
  } catch {
    return false;
  }
}

/** Says whether the key of the first certificate of a PEM is an EC key. */
export function isOfEc(certificate: string): boolean {
  return new X509Certificate(certificate).publicKey.asymmetricKeyType === 'ec';
}
