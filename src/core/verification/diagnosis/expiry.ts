import { ownRecords } from '../../dns/answers.js';
import { defaultTtl, recordTtl } from '../../dns/ttl.js';
import type { DnsAnswer } from '../../ports/probe.js';
import type { View } from './view.js';

/** An answer with a TTL of 0 expires soon after it was received, in ms. */
const leastMs = 5_000;

/**
 * When the last of these answers leaves every cache, ms since the epoch; always after the facts were taken. Resolvers that
 * still query the servers that the zone had before continue to get old answers.
 */
export function expiryOf(answers: readonly DnsAnswer[], view: View): number {
  const { at, delegation } = view.facts;
  return Math.max(at + leastMs, delegation?.oldUntil ?? 0, ...answers.map((answer) => endOf(answer, view)));
}

/** Says whether the answer denies the name or the records; a CNAME whose target is gone comes with a denial of the target. */
export function isNegative(answer: DnsAnswer, name: string): boolean {
  return (answer.outcome === 'nxdomain' || answer.outcome === 'noData') && ownRecords(answer, name).length === 0;
}

function endOf(answer: DnsAnswer, view: View): number {
  const { delegation, records, minTtl, since = answer.at } = view.facts;
  const after = (seconds: number, from = answer.at) => from + seconds * 1000;
  if (isNegative(answer, view.asked)) {
    const told = answer.negativeTtl ?? delegation?.negativeTtl;
    return told === undefined ? after(minTtl ?? defaultTtl, since) : after(told);
  }
  const ttls = ownRecords(answer, view.asked).map(({ ttl }) => ttl);
  // The computer's own resolver does not tell every TTL.
  const told = answer.transport === 'system' ? ttls.filter((ttl) => ttl > 0) : ttls;
  if (told.length > 0) return after(Math.max(...told));
  // A guess would move on with every look, so it counts from the first.
  return after(Math.max(recordTtl(minTtl), ...(records ?? []).map(({ ttl }) => ttl)), since);
}
