import { isCdnTarget } from '../dns/hostNames.js';
import type { CertificateRef, DomainCertificate } from '../ports/certificates.js';
import type { EdgeAnswer, PeerCertificate } from '../ports/probe.js';
import { judgeLifetime } from './renewal.js';

/** Why browsers do not accept a certificate; `missing`: the domain has none of its own. */
export type CertificateProblem = 'missing' | 'wrongName' | 'expired' | 'untrusted';

/** What a certificate is worth to a browser; `name` is the one of its names that says most, `expires` as ISO 8601. */
export type CertificateState =
  | { readonly kind: 'good' | 'expiring'; readonly name?: string; readonly expires?: string }
  | {
      readonly kind: 'bad';
      readonly problem: CertificateProblem;
      readonly name?: string;
      readonly expires?: string;
    };

/** Judges what a server showed for `asked` at `at`, in ms since the epoch; `undefined` where no handshake came to an end. */
export function readCertificateState(
  { outcome, certificate }: Pick<EdgeAnswer, 'outcome' | 'certificate'>,
  asked: string,
  at: number,
): CertificateState | undefined {
  // Without a certificate of the domain's own, a node breaks off or shows the one of CDN.
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

/** The one of the names of a certificate that covers `asked`, else the first. */
export function coveringName({ names }: Pick<PeerCertificate, 'names'>, asked: string): string | undefined {
  return names.find((name) => coversDomain([name], asked)) ?? names[0];
}

function isOfCdn(name: string): boolean {
  return isCdnTarget(name) || /(^|\.)(alicdn|aliyuncs|aliyun|tbcache|cdngslb)\.com$/i.test(name);
}

/** Says whether one of these names is good for a domain (as the CDN API writes it); a wildcard needs the wildcard itself. */
export function coversDomain(names: readonly string[], domain: string): boolean {
  const asked = domain.replace(/^\./, '*.').toLowerCase();
  const parent = asked.startsWith('*.') ? asked : `*${asked.slice(asked.indexOf('.'))}`;
  return names.some((name) => [asked, parent].includes(name.toLowerCase()));
}

/** Whether a certificate that is taken from a domain can be given to it again: CDN sets only those of the certificate service. */
export function isRestorable(held: DomainCertificate): held is DomainCertificate & CertificateRef {
  return held.id !== undefined && held.region !== undefined;
}
