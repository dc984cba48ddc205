import type { HttpsDomain } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import { daysLeft, judgeLifetime } from './certificateState.js';
import { isOfLetsEncrypt } from './pemPair.js';

const dayMs = 86_400_000;

/** When the user was last reminded of each domain, ms since the epoch. */
export type RemindedAt = Readonly<Record<string, number>>;

/** A domain whose certificate should be renewed; `days` are whole ones that are left, below 0 once it has expired. */
export interface DueRenewal {
  readonly domain: string;
  readonly days: number;
  readonly urgent: boolean;
}

/** The domains with a certificate of Let's Encrypt, issued for us, that should be replaced, the most urgent first; nothing else would renew these. */
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
 * Whether the authority suggests to renew a certificate later than at `now`. What cannot be read, and what is urgent, is not held back.
 * Source: RFC 9773, 4.2.
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

/** Those of which the user was not reminded within a day. */
export function withoutReminded(due: readonly DueRenewal[], reminded: RemindedAt, now: number): readonly DueRenewal[] {
  // A clock that was set back must not hold a reminder back.
  return due.filter(({ domain }) => Math.abs(now - (reminded[domain] ?? 0)) >= dayMs);
}

/** When the user was last reminded, once they are reminded now of these; the others that are due stay noted. */
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
