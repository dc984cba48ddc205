import type { DnsAnswer } from '../ports/probe.js';
import { ownRecords, type View } from './view.js';

/** What an answer may live when nothing says how long: the lowest TTL of most zones, in seconds. */
const usualTtl = 600;

/** When the last of these answers leaves every cache, ms since the epoch; never before the facts were taken. */
export function expiryOf(answers: readonly DnsAnswer[], view: View): number {
  const ends = answers.map((answer) => answer.at + lifetimeOf(answer, view) * 1000);
  return Math.max(view.facts.at, ...ends);
}

/** Says whether the answer denies the name or the records. */
export function isNegative(answer: DnsAnswer): boolean {
  return answer.outcome === 'nxdomain' || answer.outcome === 'noData';
}

function lifetimeOf(answer: DnsAnswer, view: View): number {
  const { delegation, records, minTtl } = view.facts;
  if (isNegative(answer)) return answer.negativeTtl ?? delegation?.negativeTtl ?? minTtl ?? usualTtl;
  const ttls = ownRecords(answer, view.asked).map(({ ttl }) => ttl);
  // The computer's own resolver does not tell every TTL.
  const told = answer.transport === 'system' ? ttls.filter((ttl) => ttl > 0) : ttls;
  if (told.length > 0) return Math.max(...told);
  return Math.max(usualTtl, minTtl ?? 0, ...(records ?? []).map(({ ttl }) => ttl));
}
