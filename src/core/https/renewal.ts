import type { HttpsDomain } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import { isOfLetsEncrypt } from './chosenCertificate.js';

const dayMs = 86_400_000;

/** A third of 90 days, in ms. Used if the start of a lifetime is unknown, and as the earliest time before the end to renew. */
const longestMs = 30 * dayMs;

/** How much of the lifetime of a certificate is left: it should be replaced from `ending` on. */
type LifetimeLeft = 'lasting' | 'ending' | 'urgent' | 'over';

/**
 * Judges a lifetime at `now` (times in ms since the epoch; `from` is absent, or no number, where it is not told). From its last third on, never
 * earlier than 30 days before the end, the certificate should be replaced, and in the last quarter of that it is urgent. Source: Let's Encrypt,
 * "Integration Guide": renew when a third is left.
 */
export function judgeLifetime(
  { from = Number.NaN, expires }: { readonly from?: number | undefined; readonly expires: number },
  now: number,
): LifetimeLeft {
  const left = expires - now;
  const endingMs = from < expires ? Math.min((expires - from) / 3, longestMs) : longestMs;
  if (left > endingMs) return 'lasting';
  if (left <= 0) return 'over';
  return left * 30 > endingMs * 7 ? 'ending' : 'urgent';
}

/** Returns the number of whole days until a certificate expires; negative after that. Times are in ms since the epoch. */
export function daysLeft(expires: number, now: number): number {
  return Math.floor((expires - now) / dayMs);
}

/** A domain whose certificate should be renewed. `days` is the number of whole days left. */
interface DueRenewal {
  readonly domain: string;
  readonly days: number;
  readonly urgent: boolean;
}

/** By domain, when the user was last reminded, in ms since the epoch. */
export type RemindedAt = Readonly<Record<string, number>>;

/**
 * Returns the reminders that are due at `now`, the most urgent first. They concern certificates that Let's Encrypt issued for us and that nothing else would
 * renew, at most once a day each. `reminded` has to be stored once the reminders are shown.
 */
export function planReminders(
  listed: readonly HttpsDomain[],
  before: RemindedAt,
  now: number,
): { readonly due: readonly DueRenewal[]; readonly reminded: RemindedAt } {
  const ending = listed.flatMap(({ domain, name = '', from, expires }) => {
    if (expires === undefined || !isOfLetsEncrypt(name)) return [];
    const left = judgeLifetime({ from, expires }, now);
    const urgent = left === 'urgent' || left === 'over';
    return left === 'lasting' ? [] : [{ domain, days: daysLeft(expires, now), urgent }];
  });
  // A clock that was set back must not hold a reminder back.
  const isDue = ({ domain }: DueRenewal) => Math.abs(now - (before[domain] ?? 0)) >= dayMs;
  const reminded = ending.map((each) => [each.domain, isDue(each) ? now : (before[each.domain] ?? now)] as const);
  return {
    due: ending.filter(isDue).sort((left, right) => left.days - right.days),
    reminded: Object.fromEntries(reminded),
  };
}

/**
 * Returns whether the certificate authority suggests renewing a certificate later than `now`. Resolves to `false` if that cannot be read or if renewal is
 * urgent. Source: RFC 9773, 4.2.
 */
export async function isHeldBack(
  { cdn, acme }: Pick<CloudPorts, 'cdn' | 'acme'>,
  { domain, urgent }: DueRenewal,
  now: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (urgent) return false;
  try {
    const { pem } = (await cdn.readCertificate(domain, signal)) ?? {};
    const window = pem === undefined ? undefined : await acme.readRenewal(pem, signal);
    return window !== undefined && window.from > now;
  } catch {
    return false;
  }
}
