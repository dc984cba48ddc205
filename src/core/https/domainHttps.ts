import { l10n } from '../l10n.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { HttpsDomain } from '../ports/certificates.js';
import { plainText } from '../text/plainText.js';
import { dayText } from '../text/timeText.js';
import { daysLeft, judgeLifetime } from './renewal.js';

/** The HTTPS state of a domain in CDN's list; `expires` in ms since the epoch. */
export type DomainHttps =
  | { readonly kind: 'off' }
  /** On, with an unknown end. */
  | { readonly kind: 'on' }
  | { readonly kind: 'wrongName'; readonly name: string }
  | { readonly kind: 'expired'; readonly expires: number }
  /** Its edge showed a certificate that this computer does not trust. */
  | { readonly kind: 'untrusted' }
  /** `days` are whole remaining days. */
  | { readonly kind: 'ending'; readonly days: number; readonly urgent: boolean }
  | { readonly kind: 'until'; readonly expires: number };

/** Judges CDN's list entry of a domain at `now`, in ms since the epoch; `untrusted` is what its edge showed. */
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

/** The HTTPS state of a domain, short enough for its row; `undefined` while CDN does not report it. */
export function httpsText(https: DomainHttps): string | undefined {
  switch (https.kind) {
    case 'off':
      return l10n.t('http only');
    case 'on':
      return undefined;
    case 'wrongName':
      // A certificate may have alternative names alone.
      return https.name
        ? l10n.t('https certificate is for another domain: {0}', plainText(https.name))
        : l10n.t('https certificate is for another domain');
    case 'expired':
      return l10n.t('https expired on {0}', dayText(https.expires));
    case 'untrusted':
      return l10n.t('https not trusted by this computer');
    case 'ending':
      return https.days === 1 ? l10n.t('https expires in 1 day') : l10n.t('https expires in {0} days', https.days);
    case 'until':
      return l10n.t('https until {0}', dayText(https.expires));
  }
}
