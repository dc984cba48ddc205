import type { CdnDomain } from '../ports/cdn.js';
import type { HttpsDomain } from '../ports/certificates.js';
import { daysLeft, judgeLifetime } from './renewal.js';

/** How HTTPS of a domain stands by what CDN lists; `expires` in ms since the epoch. */
export type DomainHttps =
  | { readonly kind: 'off' }
  /** On, and CDN does not say until when. */
  | { readonly kind: 'on' }
  | { readonly kind: 'wrongName'; readonly name: string }
  | { readonly kind: 'expired'; readonly expires: number }
  /** Its edge was seen with a certificate that this computer does not trust. */
  | { readonly kind: 'untrusted' }
  /** `days` are whole ones that are left. */
  | { readonly kind: 'ending'; readonly days: number; readonly urgent: boolean }
  | { readonly kind: 'until'; readonly expires: number };

/** Judges what CDN lists of a domain at `now`, in ms since the epoch; `untrusted` is what was seen at its edge. */
export function judgeDomainHttps(
  { httpsOn }: Pick<CdnDomain, 'httpsOn'>,
  listed: HttpsDomain | undefined,
  now: number,
  untrusted = false,
): DomainHttps {
  if (!httpsOn) return { kind: 'off' };
  if (listed?.state === 'mismatch') return { kind: 'wrongName', name: listed.commonName };
  const { from, expires } = listed ?? {};
  if (expires === undefined) return { kind: untrusted ? 'untrusted' : 'on' };
  const left = judgeLifetime({ from, expires }, now);
  if (left === 'over') return { kind: 'expired', expires };
  if (untrusted) return { kind: 'untrusted' };
  return left === 'lasting'
    ? { kind: 'until', expires }
    : { kind: 'ending', days: daysLeft(expires, now), urgent: left === 'urgent' };
}
