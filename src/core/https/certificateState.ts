import { isCdnTarget } from '../dns/hostNames.js';
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

/** A certificate that ends sooner than this should be replaced now: nothing renews those that are free at Alibaba Cloud. In ms. */
export const expiringMs = 14 * 86_400_000;

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
  const left = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires) - at;
  if (trusted) return { kind: left < expiringMs ? 'expiring' : 'good', ...shown };
  if (name === undefined || isOfCdn(name)) return { kind: 'bad', problem: 'missing' };
  if (left <= 0) return { kind: 'bad', problem: 'expired', ...shown };
  return { kind: 'bad', problem: covers(name, asked) ? 'untrusted' : 'wrongName', ...shown };
}

/** The one of the names of a certificate that covers `asked`, else the first. */
export function coveringName({ names }: Pick<PeerCertificate, 'names'>, asked: string): string | undefined {
  return names.find((name) => covers(name, asked)) ?? names[0];
}

function covers(pattern: string, asked: string): boolean {
  const name = pattern.toLowerCase();
  return name === asked || (name.startsWith('*.') && asked.slice(asked.indexOf('.')) === name.slice(1));
}

function isOfCdn(name: string): boolean {
  return isCdnTarget(name) || /(^|\.)(alicdn|aliyuncs|aliyun|tbcache|cdngslb)\.com$/i.test(name);
}
