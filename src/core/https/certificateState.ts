import { isCdnTarget } from '../dns/hostNames.js';
import type { EdgeAnswer, PeerCertificate } from '../ports/probe.js';
import { coversDomain } from './covers.js';
import { daysLeft, warningDays } from './ending.js';

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
  const { trusted, expires } = certificate;
  const name = coveringName(certificate, asked);
  const shown = { ...(name !== undefined && { name }), ...(expires !== undefined && { expires }) };
  const end = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
  if (trusted) return { kind: daysLeft(end, at) <= warningDays ? 'expiring' : 'good', ...shown };
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
