import { isForeignProxy } from '../../cdn/edgeProof.js';
import { addressesAt, isInformative, ownRecords } from '../../dns/answers.js';
import { findConflicts } from '../../dns/conflicts.js';
import { isOnDefaultLine } from '../../dns/dnsLines.js';
import { normalizeHost, sameHost } from '../../dns/hostNames.js';
import { defaultTtl, recordTtl } from '../../dns/ttl.js';
import type { DnsRecord } from '../../ports/dns.js';
import type { DnsAnswer, EdgeAnswer } from '../../ports/probe.js';
import { sameAddress } from '../../publicAddress.js';
import type { Verdict } from '../facts.js';
import { cnamesAt, isHosted, ourRecord, type View } from './view.js';
import { classifyTarget, isEsa } from './wrongTarget.js';

type Finding = Verdict | undefined;

/** The zone is served by name servers that Alibaba Cloud DNS did not give it, so that what is written there has no effect. */
export function judgeZone(view: View): Finding {
  const { delegation } = view.facts;
  const hosted = delegation?.hosted ?? [];
  const seen = delegation?.nameServers ?? [];
  if (!delegation || hosted.length === 0 || seen.length === 0) return undefined;
  const foreign = seen.filter((server) => !hosted.some((each) => sameHost(each, server)));
  if (foreign.length === 0 || (view.answers.length > 0 && view.answers.every(view.isRight))) return undefined;
  // With some servers of each, the foreign ones are to blame only where our own say the right thing.
  const mixed = foreign.length < seen.length;
  if (mixed ? !view.basis.some(view.isRight) || view.basis.every(view.isRight) : view.basis.some(view.isRight)) {
    return undefined;
  }
  return { kind: 'zoneElsewhere', zone: delegation.zone, servers: sorted(foreign), hosted: sorted(hosted) };
}

/** Records that answer in turn with ours, so that waiting would never settle it. */
export function judgeConflict(view: View): Finding {
  const { facts, target, asked } = view;
  const ours = ourRecord(view);
  const rivals = findConflicts('', facts.records ?? []).filter(
    (record) => isPointer(record) && !(record.type === 'CNAME' && sameHost(record.value, target ?? '')),
  );
  if (ours?.enabled && rivals.length > 0)
    return { kind: 'conflicting', records: sorted([ours, ...rivals].map(toText)) };
  if (ours?.enabled) {
    const other = findOtherLine(view);
    if (other) return { kind: 'conflicting', records: sorted([ours, other].map(toText)), line: other.line };
  }
  const mixed = view.basis.filter((answer) => {
    const cnames = new Set(cnamesAt(answer, asked).map(normalizeHost));
    return cnames.size > 1 || (cnames.size === 1 && addressesAt(answer, asked).length > 0);
  });
  if (mixed.length === 0) return undefined;
  const texts = mixed.flatMap((answer) => [
    ...cnamesAt(answer, asked).map((name) => `CNAME ${name}`),
    ...addressesAt(answer, asked).map((address) => `${address.includes(':') ? 'AAAA' : 'A'} ${address}`),
  ]);
  return { kind: 'conflicting', records: sorted(texts) };
}

/** A record that only the visitors of another line get, where an answer shows that it is in use. */
function findOtherLine({ facts, answers, asked, isRight }: View): DnsRecord | undefined {
  const wrong = answers.filter((answer) => !isRight(answer));
  const others = (facts.records ?? []).filter(
    (record) => record.enabled && !isOnDefaultLine(record) && wrong.some((answer) => gives(answer, record, asked)),
  );
  return others.sort((left, right) => (lineKey(left) < lineKey(right) ? -1 : 1))[0];
}

function gives(answer: DnsAnswer, { type, value }: DnsRecord, asked: string): boolean {
  if (type === 'CNAME') return cnamesAt(answer, asked).some((name) => sameHost(name, value));
  return (type === 'A' || type === 'AAAA') && addressesAt(answer, asked).some((address) => sameAddress(address, value));
}

function lineKey({ line, type, value, id }: DnsRecord): string {
  return JSON.stringify([line, type, value, id]);
}

/** No answer at the source has the CNAME: reports the record as Alibaba Cloud DNS has it, then what is answered instead. */
export function judgeRecord(view: View): Finding {
  const ours = ourRecord(view);
  if (ours?.enabled || (view.basis.some(view.isRight) && !isPausedAtSource(view))) return undefined;
  const { place, records = [] } = view.facts;
  const obstacles = findConflicts(place?.rr ?? '', records);
  if (ours && obstacles.length === 0) return { kind: 'paused', recordId: ours.id };
  return judgeObstacles(view, obstacles) ?? judgeAnswers(view) ?? judgeOthers(obstacles) ?? { kind: 'missing' };
}

/** Resolvers only remember: while the zone's own servers are silent, its records in Alibaba Cloud DNS tell what holds. */
function isPausedAtSource(view: View): boolean {
  const paused = ourRecord(view)?.enabled === false;
  return paused && isHosted(view) && !view.facts.authoritative.some(isInformative);
}

/** The record is right at the source, and some or all still remember what was there before. */
export function judgeSpread(view: View): Finding {
  const { answers, facts } = view;
  const right = answers.filter(view.isRight);
  const stale = answers.filter((answer) => !view.isRight(answer));
  if (stale.length === 0) return undefined;
  const until = expiryOf(stale, view);
  const someoneSees = facts.resolvers.some(view.isRight);
  if (!someoneSees && stale.every((answer) => isNegative(answer, view.asked))) return { kind: 'negativeCached', until };
  return { kind: 'propagating', seen: right.length, asked: answers.length, until };
}

function judgeObstacles(view: View, obstacles: readonly DnsRecord[]): Finding {
  const aliases = obstacles.filter(({ type }) => type === 'CNAME').map(({ value }) => value);
  const addresses = obstacles.filter((record) => isPointer(record) && record.type !== 'CNAME');
  if (aliases.length > 0) return wrongTarget(sorted(aliases)[0] ?? '', view);
  return addresses.length > 0
    ? inTheWay(
        addresses.map(({ value }) => value),
        view,
      )
    : undefined;
}

function judgeAnswers(view: View): Finding {
  const aliases = sorted(view.basis.flatMap((answer) => cnamesAt(answer, view.asked)));
  if (aliases[0] !== undefined) return wrongTarget(aliases[0], view);
  const addresses = view.basis.flatMap((answer) => addressesAt(answer, view.asked));
  return addresses.length > 0 ? inTheWay(addresses, view) : undefined;
}

/** Nothing leads anywhere, yet a record such as MX keeps the CNAME from being added. */
function judgeOthers(obstacles: readonly DnsRecord[]): Finding {
  return obstacles.length > 0 ? { kind: 'conflicting', records: sorted(obstacles.map(toText)) } : undefined;
}

function wrongTarget(found: string, { target = '' }: View): Verdict {
  return { kind: 'wrongTarget', found, target: classifyTarget(found, target) };
}

/** Another vendor's proxy shows addresses of its own instead of the record that stands behind it. */
function inTheWay(given: readonly string[], { facts }: View): Verdict {
  const addresses = sorted(given);
  const shown = facts.edges.filter(({ via, connectTo }) => via === 'dns' && addresses.includes(connectTo));
  const isShownBy = (judge: (answer: EdgeAnswer) => boolean) => shown.some(({ answer }) => judge(answer));
  const target = isShownBy(isEsa) ? 'esa' : isShownBy(isForeignProxy) ? 'otherVendor' : undefined;
  return target ? { kind: 'wrongTarget', found: addresses[0] ?? '', target } : { kind: 'addressInTheWay', addresses };
}

function isPointer({ type }: DnsRecord): boolean {
  return type === 'CNAME' || type === 'A' || type === 'AAAA';
}

function toText({ type, value }: DnsRecord): string {
  return `${type} ${value}`;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** An answer with a TTL of 0 expires soon after it was received, in ms. */
const leastMs = 5_000;

/**
 * When the last of these answers leaves every cache, ms since the epoch; always after the facts were taken. Resolvers that
 * still query the servers that the zone had before continue to get old answers.
 */
function expiryOf(answers: readonly DnsAnswer[], view: View): number {
  const { at, delegation } = view.facts;
  return Math.max(at + leastMs, delegation?.oldUntil ?? 0, ...answers.map((answer) => endOf(answer, view)));
}

/** Says whether the answer denies the name or the records; a CNAME whose target is gone comes with a denial of the target. */
function isNegative(answer: DnsAnswer, name: string): boolean {
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
