import { isCdnTarget } from '../dns/hostNames.js';
import type { CertificateRef, DomainCertificate } from '../ports/certificates.js';
import type { EdgeAnswer, PeerCertificate } from '../ports/probe.js';
import { judgeLifetime } from './renewal.js';

/** Why browsers reject a certificate. `missing`: the server has no certificate for the domain. */
export type CertificateProblem = 'missing' | 'wrongName' | 'expired' | 'untrusted';

/** How a browser judges a certificate. `name` is the name in it that tells the user most, `expires` its end as ISO 8601. */
export type CertificateState =
  | { readonly kind: 'good' | 'expiring'; readonly name?: string; readonly expires?: string }
  | {
      readonly kind: 'bad';
      readonly problem: CertificateProblem;
      readonly name?: string;
      readonly expires?: string;
    };

/**
 * Judges the certificate that a server showed for the name `asked` at the time `at`, in ms since the epoch. Returns `undefined` if the TLS handshake was not
 * completed.
 */
export function readCertificateState(
  { outcome, certificate }: Pick<EdgeAnswer, 'outcome' | 'certificate'>,
  asked: string,
  at: number,
): CertificateState | undefined {
  // Without an own certificate of the domain, a node aborts or shows CDN's.
  if (outcome === 'tlsFailed') return { kind: 'bad', problem: 'missing' };
  if (outcome !== 'answered' || !certificate) return undefined;
  const { trusted, from = '', expires } = certificate;
  const name = coveringName(certificate, asked);
  const shown = { ...(name !== undefined && { name }), ...(expires !== undefined && { expires }) };
  const end = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
  if (trusted) {
    const lasts = judgeLifetime({ from: Date.parse(from), expires: end }, at) === 'lasting';
    return { kind: lasts ? 'good' : 'expiring', ...shown };
  }
  if (name === undefined || isOfCdn(name)) return { kind: 'bad', problem: 'missing' };
  if (end <= at) return { kind: 'bad', problem: 'expired', ...shown };
  return { kind: 'bad', problem: coversDomain([name], asked) ? 'untrusted' : 'wrongName', ...shown };
}

/** Returns the name of a certificate that covers `asked`; if none does, its first name. */
export function coveringName({ names }: Pick<PeerCertificate, 'names'>, asked: string): string | undefined {
  return names.find((name) => coversDomain([name], asked)) ?? names[0];
}

function isOfCdn(name: string): boolean {
  return isCdnTarget(name) || /(^|\.)(alicdn|aliyuncs|aliyun|tbcache|cdngslb)\.com$/i.test(name);
}

/** Returns whether one of these names covers a domain (as the CDN API writes it). A wildcard domain is covered only by the same wildcard. */
export function coversDomain(names: readonly string[], domain: string): boolean {
  const asked = domain.replace(/^\./, '*.').toLowerCase();
  const parent = asked.startsWith('*.') ? asked : `*${asked.slice(asked.indexOf('.'))}`;
  return names.some((name) => [asked, parent].includes(name.toLowerCase()));
}

/** Returns whether a certificate can be set again after it was removed from the domain. CDN sets only certificates of the certificate service. */
export function isRestorable(held: DomainCertificate): held is DomainCertificate & CertificateRef {
  return held.id !== undefined && held.region !== undefined;
}
