import type { CdnDomain } from '../ports/cdn.js';
import type { HttpsDomain } from '../ports/certificates.js';

/** How HTTPS of a domain stands by what CDN lists; `expires` in ms since the epoch. */
export type DomainHttps =
  | { readonly kind: 'off' }
  /** On, and CDN does not say until when. */
  | { readonly kind: 'on' }
  | { readonly kind: 'wrongName'; readonly name: string }
  | { readonly kind: 'expired'; readonly expires: number }
  /** `days` are whole ones that are left. */
  | { readonly kind: 'ending'; readonly days: number; readonly urgent: boolean }
  | { readonly kind: 'until'; readonly expires: number };

const dayMs = 86_400_000;
/** From so many days on the end of a certificate is a warning, and from so many it is urgent. */
const warningDays = { soon: 30, urgent: 7 };

/** Judges what CDN lists of a domain at `now`, in ms since the epoch. */
export function judgeDomainHttps(
  { httpsOn }: Pick<CdnDomain, 'httpsOn'>,
  listed: HttpsDomain | undefined,
  now: number,
): DomainHttps {
  if (!httpsOn) return { kind: 'off' };
  if (!listed) return { kind: 'on' };
  if (listed.state === 'mismatch') return { kind: 'wrongName', name: listed.commonName };
  const { expires } = listed;
  if (expires === undefined) return { kind: 'on' };
  if (expires <= now) return { kind: 'expired', expires };
  const days = Math.floor((expires - now) / dayMs);
  if (days > warningDays.soon) return { kind: 'until', expires };
  return { kind: 'ending', days, urgent: days <= warningDays.urgent };
}
