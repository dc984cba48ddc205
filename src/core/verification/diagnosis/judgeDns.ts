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

/** The zone has name servers that Alibaba Cloud DNS did not assign, so records there have no effect. */
export function judgeZone(view: View): Finding {
  const { delegation } = view.facts;
  const hosted = delegation?.hosted ?? [];
  const seen = delegation?.nameServers ?? [];
  if (!delegation || hosted.length === 0 || seen.length === 0) return undefined;
  const foreign = seen.filter((server) => !hosted.some((each) => sameHost(each, server)));
  if (foreign.length === 0 || (view.answers.length > 0 && view.answers.every(view.isRight))) return undefined;
  // If servers are mixed, the foreign ones are the cause only if our own have the right records.
  const mixed = foreign.length < seen.length;
  if (mixed ? !view.basis.some(view.isRight) || view.basis.every(view.isRight) : view.basis.some(view.isRight)) {
    return undefined;
  }
  return { kind: 'zoneElsewhere', zone: delegation.zone, servers: sorted(foreign), hosted: sorted(hosted) };
}

/** Records that alternate with ours, so that waiting would not help. */
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

/** Finds a record that only visitors of another line get, if an answer shows that it is in use. */
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

/** No answer at the source has the CNAME. Reports the record in Alibaba Cloud DNS, then the answers. */
export function judgeRecord(view: View): Finding {
  const ours = ourRecord(view);
  if (ours?.enabled || (view.basis.some(view.isRight) && !isPausedAtSource(view))) return undefined;
  const { place, records = [] } = view.facts;
  const obstacles = findConflicts(place?.rr ?? '', records);
  if (ours && obstacles.length === 0) return { kind: 'paused', recordId: ours.id };
  return judgeObstacles(view, obstacles) ?? judgeAnswers(view) ?? judgeOthers(obstacles) ?? { kind: 'missing' };
}

/** Resolvers only cache: if the zone's own servers are silent, the records in Alibaba Cloud DNS count. */
function isPausedAtSource(view: View): boolean {
  const paused = ourRecord(view)?.enabled === false;
  return paused && isHosted(view) && !view.facts.authoritative.some(isInformative);
}

/** The record is right at the source, and some or all resolvers still cache old answers. */
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

/** The name leads nowhere, but a record such as MX conflicts with the CNAME. */
function judgeOthers(obstacles: readonly DnsRecord[]): Finding {
  return obstacles.length > 0 ? { kind: 'conflicting', records: sorted(obstacles.map(toText)) } : undefined;
}

function wrongTarget(found: string, { target = '' }: View): Verdict {
  return { kind: 'wrongTarget', found, target: classifyTarget(found, target) };
}

/** A proxy of another vendor returns its own addresses instead of the record behind it. */
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

/** How long an answer with a TTL of 0 may remain, ms. */
const leastMs = 5_000;

/**
 * When the last of these answers leaves all caches, ms since the epoch; always after the facts were taken. Resolvers
 * that still query the zone's former servers continue to get old answers.
 */
function expiryOf(answers: readonly DnsAnswer[], view: View): number {
  const { at, delegation } = view.facts;
  return Math.max(at + leastMs, delegation?.oldUntil ?? 0, ...answers.map((answer) => endOf(answer, view)));
}

/** Returns whether the answer denies the name or its records. A CNAME with a missing target comes with a denial of the target. */
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
  // The computer's own resolver does not return every TTL.
  const told = answer.transport === 'system' ? ttls.filter((ttl) => ttl > 0) : ttls;
  if (told.length > 0) return after(Math.max(...told));
  // An estimate would move with every verification, so it counts from the first.
  return after(Math.max(recordTtl(minTtl), ...(records ?? []).map(({ ttl }) => ttl)), since);
}
