import { isCdnTarget } from '../dns/hostNames.js';
import type { CertificateChoice, DomainCertificate } from '../ports/certificates.js';
import type { EdgeAnswer, PeerCertificate } from '../ports/probe.js';

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

const dayMs = 86_400_000;

/** A third of 90 days, ms: where the beginning of a lifetime is not told, and the longest time before an end that counts. */
const longestMs = 30 * dayMs;

/** When a certificate is valid, ms since the epoch; `from` is absent, or no number, where it is not told. */
export interface Lifetime {
  readonly from?: number | undefined;
  readonly expires: number;
}

/**
 * How much is left of a lifetime at `now`: from the last third of it on (never earlier than 30 days before the end) the certificate should
 * be replaced, and in the last quarter of that it is urgent. Source: Let's Encrypt, "Integration Guide": renew when a third is left.
 */
export function judgeLifetime(
  { from = Number.NaN, expires }: Lifetime,
  now: number,
): 'lasting' | 'ending' | 'urgent' | 'over' {
  const left = expires - now;
  const endingMs = from < expires ? Math.min((expires - from) / 3, longestMs) : longestMs;
  if (left > endingMs) return 'lasting';
  if (left <= 0) return 'over';
  return left * 30 > endingMs * 7 ? 'ending' : 'urgent';
}

/** Whole days that are left to a certificate; times in ms since the epoch. */
export function daysLeft(expires: number, now: number): number {
  return Math.floor((expires - now) / dayMs);
}

/** Whether a certificate that is taken from a domain can be given to it again: CDN sets only those of the certificate service. */
export function isRestorable(held: DomainCertificate): held is DomainCertificate & CertificateChoice {
  return held.id !== undefined && held.region !== undefined;
}
