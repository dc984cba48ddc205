import { isCdnTarget } from '../dns/hostNames.js';
import type { CertificateRef, DomainCertificate } from '../ports/certificates.js';
import type { EdgeAnswer, PeerCertificate } from '../ports/probe.js';
import { judgeLifetime } from './renewal.js';

/** Why browsers reject a certificate; `missing`: the domain has none of its own. */
export type CertificateProblem = 'missing' | 'wrongName' | 'expired' | 'untrusted';

/** A browser's judgement of a certificate; `name` is its most informative name, `expires` as ISO 8601. */
export type CertificateState =
  | { readonly kind: 'good' | 'expiring'; readonly name?: string; readonly expires?: string }
  | {
      readonly kind: 'bad';
      readonly problem: CertificateProblem;
      readonly name?: string;
      readonly expires?: string;
    };

/** Judges the certificate that a server showed for `asked` at `at`, in ms since the epoch; `undefined` without a completed handshake. */
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

/** The name of a certificate that covers `asked`, else the first. */
export function coveringName({ names }: Pick<PeerCertificate, 'names'>, asked: string): string | undefined {
  return names.find((name) => coversDomain([name], asked)) ?? names[0];
}

function isOfCdn(name: string): boolean {
  return isCdnTarget(name) || /(^|\.)(alicdn|aliyuncs|aliyun|tbcache|cdngslb)\.com$/i.test(name);
}

/** Returns whether one of these names covers a domain (in the CDN API's spelling). A wildcard needs the wildcard itself. */
export function coversDomain(names: readonly string[], domain: string): boolean {
  const asked = domain.replace(/^\./, '*.').toLowerCase();
  const parent = asked.startsWith('*.') ? asked : `*${asked.slice(asked.indexOf('.'))}`;
  return names.some((name) => [asked, parent].includes(name.toLowerCase()));
}

/** Returns whether a removed certificate can be set again: CDN sets only those of the certificate service. */
export function isRestorable(held: DomainCertificate): held is DomainCertificate & CertificateRef {
  return held.id !== undefined && held.region !== undefined;
}
