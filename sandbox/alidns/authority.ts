import { createHash } from 'node:crypto';
import type { DnsEntry, OutsideRecord } from '../state/dnsState.js';
import { isServing } from '../state/domainChanges.js';
import { parseOssTarget } from '../state/regions.js';
import { settle } from '../state/settle.js';
import type { SandboxState, StoredRecord, StoredZone } from '../state/state.js';

/** An answer of the authority: records with the chain of aliases, or the zone whose SOA proves the absence. */
export interface Resolution {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'REFUSED';
  readonly answers: readonly DnsEntry[];
  readonly soa?: DnsEntry;
}

/** The zone of CDN's CNAME targets, and the target of a stopped domain. */
const targetZone = 'kunlunsl.com';
const offlineName = `offline.${targetZone}`;
const targetServers = ['ns1.kunlunsl.com', 'ns2.kunlunsl.com'];
const ossServers = ['ns3.aliyun.com', 'ns4.aliyun.com'];
const maxAliases = 8;

interface Node {
  readonly exists: boolean;
  readonly entries: readonly DnsEntry[];
}

/** Answers a question from the current zones and CDN targets, following aliases inside this authority. */
export function resolve(state: SandboxState, name: string, type: string): Resolution {
  settle(state);
  const answers: DnsEntry[] = [];
  let asked = name;
  for (let hop = 0; hop <= maxAliases; hop++) {
    const zone = zoneOf(state, asked);
    if (!zone) return { code: hop === 0 ? 'REFUSED' : 'NOERROR', answers };
    const node = zone.look(asked);
    const found = node.entries.filter((entry) => type === 'ANY' || entry.type === type);
    if (found.length > 0) return { code: 'NOERROR', answers: [...answers, ...found] };
    const alias = node.entries.find((entry) => entry.type === 'CNAME');
    if (!alias) return { code: node.exists ? 'NOERROR' : 'NXDOMAIN', answers, soa: zone.soa };
    const isCircle = answers.some((entry) => entry.name.toLowerCase() === alias.name.toLowerCase());
    if (isCircle) break;
    answers.push(alias);
    asked = alias.value;
  }
  return { code: 'NOERROR', answers };
}

/** The enabled records of a full name as seen from outside, including wildcards; empty if the zone is not delegated here. */
export function recordsAt(state: SandboxState, name: string, type: string): readonly StoredRecord[] {
  const zone = hostedZoneOf(state, name);
  if (!zone) return [];
  return recordsInZone(zone, name).records.filter((record) => record.type === type);
}

/** The longest hosted zone that contains this name, ignoring case. */
export function hostedZoneOf(state: SandboxState, name: string): StoredZone | undefined {
  const lower = name.toLowerCase();
  const covering = [...state.zones.values()].filter((zone) => isWithin(lower, zone.name));
  return covering.sort((a, b) => b.name.length - a.name.length)[0];
}

/** The host of a name in its zone: `@` for the zone itself. */
export function hostIn(zone: string, name: string): string {
  return name.toLowerCase() === zone ? '@' : name.slice(0, -zone.length - 1);
}

/** Returns whether the registrar delegates to Alibaba Cloud DNS, so that these records are visible. */
export function isDelegated(zone: StoredZone): boolean {
  return zone.nameServers.every((server) => /\.(alidns|hichina)\.com$/i.test(server));
}

function zoneOf(state: SandboxState, name: string): { look(name: string): Node; soa: DnsEntry } | undefined {
  const lower = name.toLowerCase();
  if (isWithin(lower, targetZone)) {
    return { look: (asked) => lookAtTarget(state, asked), soa: soaOf(targetZone, targetServers, 60) };
  }
  const bucket = parseOssTarget(lower);
  if (bucket)
    return { look: (asked) => lookAtBucket(asked, bucket.region), soa: soaOf('aliyuncs.com', ossServers, 60) };
  const zone = hostedZoneOf(state, name);
  const outside = zone && isDelegated(zone) ? undefined : state.outside.get(lower);
  if (outside) return lookOutside(outside);
  return zone && { look: (asked) => lookInZone(zone, asked), soa: soaOf(zone.name, zone.nameServers, 600) };
}

/** Answers for other providers' servers, as if this one were theirs. */
function lookOutside(records: readonly OutsideRecord[]): { look(name: string): Node; soa: DnsEntry } {
  const servers = ['ns1.other.net', 'ns2.other.net'];
  return {
    look: (name) => ({ exists: true, entries: records.map((record) => ({ ...record, name })) }),
    soa: soaOf('other.net', servers, 600),
  };
}

function lookInZone(zone: StoredZone, name: string): Node {
  const { exists, records } = recordsInZone(zone, name);
  const entries = records.map((record) => toEntry(record, name));
  if (name.toLowerCase() !== zone.name) return { exists, entries };
  return { exists: true, entries: [...apexEntries(zone.name, zone.nameServers, 600), ...entries] };
}

function recordsInZone(zone: StoredZone, name: string): { exists: boolean; records: readonly StoredRecord[] } {
  // A resolver of no known carrier gets the default line.
  const served = [...zone.records.values()].filter((record) => record.enabled && record.line === 'default');
  const visible = isDelegated(zone) ? served : [];
  const host = hostIn(zone.name, name).toLowerCase();
  const at = (rr: string) => visible.filter((record) => record.rr.toLowerCase() === rr);
  if (host === '@' || isOccupied(visible, host)) return { exists: true, records: at(host) };
  const records = at(wildcardFor(visible, host));
  return { exists: records.length > 0, records };
}

/** A name exists if it or a name below it has records; the latter also stops wildcards (RFC 4592). */
function isOccupied(records: readonly StoredRecord[], host: string): boolean {
  return records.some(({ rr }) => rr.toLowerCase() === host || rr.toLowerCase().endsWith(`.${host}`));
}

function wildcardFor(records: readonly StoredRecord[], host: string): string {
  const labels = host.split('.');
  for (let at = 1; at < labels.length; at++) {
    const parent = labels.slice(at).join('.');
    if (isOccupied(records, parent)) return `*.${parent}`;
  }
  return '*';
}

function lookAtTarget(state: SandboxState, name: string): Node {
  const lower = name.toLowerCase();
  if (lower === targetZone) return { exists: true, entries: apexEntries(targetZone, targetServers, 600) };
  const domain = [...state.cdnDomains.values()].find(({ cname }) => cname !== '' && cname.toLowerCase() === lower);
  const retired = domain ? undefined : state.retiredTargets?.get(lower);
  if (retired !== undefined) return { exists: true, entries: edgeEntries(name, retired) };
  if (!domain) return { exists: lower === offlineName || lower === `w.${targetZone}`, entries: [] };
  if (state.cdnService === 'locked' || domain.status === 'offline' || domain.status === 'stopping') {
    return { exists: true, entries: [{ name, type: 'CNAME', ttl: 60, value: offlineName }] };
  }
  const isUp = isServing(domain) || domain.status === 'deleting' || state.uncertain.targetBeforeOnline === true;
  return { exists: isUp, entries: isUp ? edgeEntries(name, domain.name) : [] };
}

/** Two edges at documentation addresses (RFC 5737), always the same for a domain. */
function edgeEntries(name: string, domain: string): DnsEntry[] {
  const first = lastByteFor(domain);
  const second = first > 127 ? first - 127 : first + 127;
  return [first, second].map((last) => ({ name, type: 'A', ttl: 60, value: `203.0.113.${last}` }));
}

/** OSS at documentation addresses of another block, one per region. */
function lookAtBucket(name: string, region: string): Node {
  return { exists: true, entries: [{ name, type: 'A', ttl: 60, value: `198.51.100.${lastByteFor(region)}` }] };
}

function lastByteFor(name: string): number {
  return 1 + ((createHash('sha256').update(name).digest()[0] ?? 0) % 254);
}

function toEntry({ type, value, ttl, priority }: StoredRecord, name: string): DnsEntry {
  return { name, type, ttl, value, ...(priority === undefined ? {} : { priority }) };
}

function apexEntries(zone: string, servers: readonly string[], ttl: number): DnsEntry[] {
  const named = servers.map((value) => ({ name: zone, type: 'NS', ttl: 86_400, value }));
  return [...named, soaOf(zone, servers, ttl)];
}

/** The SOA in zone file notation. Its last number is the negative TTL in seconds. */
function soaOf(zone: string, servers: readonly string[], negativeTtl: number): DnsEntry {
  const value = `${servers[0] ?? `ns1.${zone}`} hostmaster.hichina.com 2026010100 3600 1200 86400 ${negativeTtl}`;
  return { name: zone, type: 'SOA', ttl: negativeTtl, value };
}

function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
