import type { HttpsDomain } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import { daysLeft, judgeLifetime } from './certificateState.js';
import { isOfLetsEncrypt } from './pemPair.js';

const dayMs = 86_400_000;

/** The last reminder of each domain, ms since the epoch. */
export type RemindedAt = Readonly<Record<string, number>>;

/** A domain whose certificate is due; `days` are whole remaining days, below 0 after expiry. */
export interface DueRenewal {
  readonly domain: string;
  readonly days: number;
  readonly urgent: boolean;
}

/**
 * Lists the domains with a certificate that Let's Encrypt issued for us and that is due, the most urgent first. Nothing
 * else renews these.
 */
export function listDueRenewals(listed: readonly HttpsDomain[], now: number): readonly DueRenewal[] {
  return listed
    .flatMap(({ domain, name = '', from, expires }) => {
      if (expires === undefined || !isOfLetsEncrypt(name)) return [];
      const left = judgeLifetime({ from, expires }, now);
      const urgent = left === 'urgent' || left === 'over';
      return left === 'lasting' ? [] : [{ domain, days: daysLeft(expires, now), urgent }];
    })
    .sort((left, right) => left.days - right.days);
}

/**
 * Returns whether the authority suggests to renew a certificate later than `now`; false if that cannot be read or it is
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

/** Removes those with a reminder within a day. */
export function withoutReminded(due: readonly DueRenewal[], reminded: RemindedAt, now: number): readonly DueRenewal[] {
  // A clock that was set back must not hold a reminder back.
  return due.filter(({ domain }) => Math.abs(now - (reminded[domain] ?? 0)) >= dayMs);
}

/** Records reminders of these domains now. Keeps those of others that are due. */
export function noteReminded(
  reminded: RemindedAt,
  due: readonly DueRenewal[],
  shown: readonly DueRenewal[],
  now: number,
): RemindedAt {
  const kept = due.filter(({ domain }) => reminded[domain] !== undefined);
  return Object.fromEntries([
    ...kept.map(({ domain }) => [domain, reminded[domain] ?? 0] as const),
    ...shown.map(({ domain }) => [domain, now] as const),
  ]);
}
