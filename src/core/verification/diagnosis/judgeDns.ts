import { isForeignProxy } from '../../cdn/edgeProof.js';
import { addressesAt, isInformative, ownRecords } from '../../dns/answers.js';
import { findConflicts } from '../../dns/conflicts.js';
import { isOnDefaultLine } from '../../dns/dnsLines.js';
import { isCdnTarget, normalizeHost, sameHost } from '../../dns/hostNames.js';
import { defaultTtl, recordTtl } from '../../dns/ttl.js';
import type { DnsRecord } from '../../ports/dns.js';
import type { DnsAnswer, EdgeAnswer } from '../../ports/probe.js';
import { sameAddress } from '../../publicAddress.js';
import type { Verdict, WrongTarget } from '../facts.js';
import { cnamesAt, isHosted, ourRecord, type View } from './view.js';

type Finding = Verdict | undefined;

/**
 * Finds that the zone has name servers that Alibaba Cloud DNS did not assign, so that records there have no effect; returns `undefined` if that is not the
 * cause.
 */
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

/** Finds records that name servers return alternately with ours, so that waiting would not help; returns `undefined` if there are none. */
export function judgeConflict(view: View): Finding {
  const { facts, target, asked } = view;
  const ours = ourRecord(view);
  const rivals = findConflicts('', facts.records ?? []).filter(
    (record) => isAddress(record) || (record.type === 'CNAME' && !sameHost(record.value, target ?? '')),
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

/** Finds a record that only visitors of another DNS line get, if an answer shows that it is in use. */
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

/** Finds that no server of the zone returns the CNAME. Reports the record in Alibaba Cloud DNS if there is one, otherwise what the answers contain. */
export function judgeRecord(view: View): Finding {
  const ours = ourRecord(view);
  if (ours?.enabled || (view.basis.some(view.isRight) && !isPausedAtSource(view))) return undefined;
  const { place, records = [] } = view.facts;
  const obstacles = findConflicts(place?.rr ?? '', records);
  if (ours && obstacles.length === 0) return { kind: 'paused' };
  return judgeObstacles(view, obstacles) ?? judgeAnswers(view) ?? judgeOthers(obstacles) ?? { kind: 'missing' };
}

/** Resolvers only cache: if the zone's own servers are silent, the records in Alibaba Cloud DNS count. */
function isPausedAtSource(view: View): boolean {
  const paused = ourRecord(view)?.enabled === false;
  return paused && isHosted(view) && !view.facts.authoritative.some(isInformative);
}

/** Finds that the record is right in the zone, while some or all resolvers still cache old answers. */
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
  const addresses = obstacles.filter(isAddress).map(({ value }) => value);
  if (aliases.length > 0) return wrongTarget(sorted(aliases)[0] ?? '', view);
  return addresses.length > 0 ? inTheWay(addresses, view) : undefined;
}

function judgeAnswers(view: View): Finding {
  const aliases = sorted(view.basis.flatMap((answer) => cnamesAt(answer, view.asked)));
  if (aliases[0] !== undefined) return wrongTarget(aliases[0], view);
  const addresses = view.basis.flatMap((answer) => addressesAt(answer, view.asked));
  return addresses.length > 0 ? inTheWay(addresses, view) : undefined;
}

/** Finds records such as MX that conflict with the CNAME although the name leads nowhere. */
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

function isAddress({ type }: DnsRecord): boolean {
  return type === 'A' || type === 'AAAA';
}

function toText({ type, value }: DnsRecord): string {
  return `${type} ${value}`;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** How long an answer with a TTL of 0 is assumed to remain in a cache, in ms. */
const leastMs = 5_000;

/**
 * Returns when the last of these answers leaves all caches, in ms since the epoch; always after the facts were taken. Resolvers that still query the zone's
 * former servers continue to get old answers.
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

/** The domains of other vendors of acceleration or hosting. */
const otherVendors = [
  'cdn.cloudflare.net',
  'cloudflare.com',
  'pages.dev',
  'workers.dev',
  'cloudfront.net',
  'amazonaws.com',
  'akamaiedge.net',
  'akamai.net',
  'akamaized.net',
  'edgekey.net',
  'edgesuite.net',
  'fastly.net',
  'fastlylb.net',
  'azureedge.net',
  'azurefd.net',
  'azurewebsites.net',
  'trafficmanager.net',
  'cdn.dnsv1.com',
  'cdn.dnsv1.com.cn',
  'dsa.dnsv1.com',
  'tdnsv5.com',
  'myqcloud.com',
  'eo.dnse1.com',
  'qiniudns.com',
  'qiniucdn.com',
  'qbox.me',
  'upaiyun.com',
  'aicdn.com',
  'cdnhwc1.com',
  'cdnhwc2.com',
  'huaweicloud.com',
  'jomodns.com',
  'bdydns.com',
  'wscdns.com',
  'wsdvs.com',
  'lxdns.com',
  'chinanetcenter.com',
  'ksyuncdn.com',
  'volccdn.com',
  'bytedns.net',
  'vercel-dns.com',
  'vercel.app',
  'netlify.app',
  'netlify.com',
  'github.io',
  'gitee.io',
  'herokudns.com',
  'b-cdn.net',
  'kxcdn.com',
  'stackpathdns.com',
  'incapdns.net',
  'cdn77.org',
  'googlehosted.com',
] as const;

/**
 * Matches the names of ESA, another product of Alibaba Cloud, in CNAMEs and name servers. Seen in public records and samples of the vendor; no page lists
 * them.
 */
const esaName = /\.a1\.init[a-z]{2}\.com$|(^|\.)atrustdns\.com$/;

const mostSlips = 2;

/** Returns of which kind a CNAME target is that differs from the `expected` one. */
function classifyTarget(found: string, expected: string): WrongTarget {
  const name = normalizeHost(found);
  const wanted = normalizeHost(expected);
  // The same name in another zone of CDN differs by two letters, but is no typo.
  if (isCdnTarget(name) && zoneOf(name) !== zoneOf(wanted)) return 'oldCname';
  if (isSlip(name, wanted)) return 'typo';
  if (isCdnTarget(name)) return 'oldCname';
  if (/(^|\.)oss(-[a-z0-9-]+)?\.aliyuncs\.com$/.test(name)) return 'bucket';
  if (esaName.test(name)) return 'esa';
  if (otherVendors.some((end) => name === end || name.endsWith(`.${end}`))) return 'otherVendor';
  return 'other';
}

/** Returns whether an answer is from ESA, which returns its own addresses for names of zones that it hosts. */
function isEsa({ headers }: EdgeAnswer): boolean {
  return headers.server?.toLowerCase() === 'esa';
}

/**
 * Returns whether a name is a slip of the pen: one or two letters are wrong, or its end was dropped, doubled, or completed with the zone by the form of the
 * provider.
 */
function isSlip(name: string, wanted: string): boolean {
  if (name.startsWith(`${wanted}.`)) return true;
  if (name.split('.').length > 2 && wanted.startsWith(`${name}.`)) return true;
  return !sameHost(name, wanted) && distance(name, wanted) <= mostSlips;
}

function zoneOf(name: string): string {
  return name.split('.').slice(-2).join('.');
}

/** Returns the Levenshtein distance, which is not computed beyond the useful maximum. */
function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > mostSlips) return mostSlips + 1;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
