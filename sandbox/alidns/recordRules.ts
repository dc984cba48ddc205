import { isIPv4, isIPv6 } from 'node:net';
import type { Params } from '../rpc.js';
import { required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import { toRealMs } from '../state/clock.js';
import type { SandboxState, StoredRecord, StoredZone } from '../state/state.js';
import { lines } from './zones.js';

/** The wanted content of a record. */
export type WantedRecord = Pick<StoredRecord, 'rr' | 'type' | 'value' | 'ttl' | 'line' | 'priority'>;

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const hostName = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*$/i;
const named = ['CNAME', 'NS', 'MX', 'ALIAS'];
const values: Readonly<Record<string, (value: string) => boolean>> = {
  A: isIPv4,
  AAAA: isIPv6,
  CNAME: isHostName,
  NS: isHostName,
  MX: isHostName,
  ALIAS: isHostName,
  TXT: (value) => value.length <= 512,
  SRV: (value) => /^(\d{1,5} ){3}\S+$/.test(value),
  CAA: (value) => /^\d{1,3} [a-z0-9]+ "[^"]*"$/.test(value),
  SVCB: (value) => /^\d+ \S+/.test(value),
  HTTPS: (value) => /^\d+ \S+/.test(value),
  REDIRECT_URL: (value) => /^https?:\/\//.test(value),
  FORWARD_URL: (value) => /^https?:\/\//.test(value),
};
const neverBesideCname = ['A', 'AAAA', 'ALIAS', 'REDIRECT_URL', 'FORWARD_URL', 'SRV', 'CAA', 'SVCB', 'HTTPS'];
const maxTtl = 86_400;
const maxRecords = 90;

/** Reads and validates RR, Type, Value, TTL, Line and Priority for a zone. */
export function readRecord(params: Params, zone: StoredZone): WantedRecord {
  const rr = required(params, 'RR');
  if (!isHost(rr, zone.name))
    throw new RpcError('InvalidRR.Format', 400, 'The format of the host record is incorrect.');
  const type = required(params, 'Type').toUpperCase();
  const line = params.Line || 'default';
  if (!lines.includes(line)) throw new RpcError('InvalidLine', 400, 'The specified resolution line is invalid.');
  const value = readValue(required(params, 'Value'), type);
  const fullName = rr === '@' ? zone.name : `${rr}.${zone.name}`;
  if (type === 'CNAME' && value.toLowerCase() === fullName.toLowerCase()) throw invalidValue();
  const priority = type === 'MX' ? { priority: readPriority(params.Priority) } : {};
  return { rr, type, value, ttl: readTtl(params.TTL, zone), line, ...priority };
}

/** Throws the vendor's error if the record already exists or conflicts with an enabled one on its host and line. */
export function requireRoom(state: SandboxState, zone: StoredZone, wanted: WantedRecord, own?: StoredRecord): void {
  const beside = [...zone.records.values()].filter(({ rr, line }) => isSame(rr, wanted.rr) && line === wanted.line);
  const twin = beside.find(({ type, value }) => type === wanted.type && isSame(value, wanted.value));
  if (twin && twin !== own) throw duplicate();
  const others = beside.filter((record) => record !== own && record.enabled);
  if (!others.some((record) => isConflict(state, record.type, wanted))) return;
  throw new RpcError('DomainRecordConflict', 400, 'The DNS record conflicts with other records.');
}

const bars = {
  forbidden: new RpcError('DomainForbidden', 400, 'The domain name is forbidden.'),
  blackHole: new RpcError('RecordForbidden.BlackHole', 400, 'The domain name is in blackhole filtering.'),
  dnsChange: new RpcError('RecordForbidden.DNSChange', 400, 'The DNS servers of the domain name are being changed.'),
};

/** Throws unless the zone accepts a write now: it may be barred, or busy with the last one. */
export function requireWritable(state: SandboxState, zone: StoredZone): void {
  if (zone.barred) throw bars[zone.barred];
  const busyMs = toRealMs(state, 1000 * Number(state.uncertain.recordWriteTakes ?? 0));
  if (zone.writtenAt === undefined || zone.writtenAt + busyMs <= Date.now()) return;
  throw new RpcError('LastOperationNotFinished', 400, 'The last operation is not finished. Try again later.');
}

/** Throws if the host and line have the maximum of records of the type. */
export function requireQuota(state: SandboxState, zone: StoredZone, { rr, type, line }: WantedRecord): void {
  const alike = [...zone.records.values()].filter((record) => isSame(record.rr, rr) && record.line === line);
  const count = (types: readonly string[]) => alike.filter((record) => types.includes(record.type)).length;
  const addresses = Number(state.uncertain.addressesPerHost ?? 0);
  if (addresses > 0 && isAddress(type) && count(['A', 'AAAA']) >= addresses) {
    throw new RpcError('QuotaExceeded.ARecord', 400, 'The number of A records exceeds the limit.');
  }
  if (count([type]) < maxRecords) return;
  throw new RpcError('QuotaExceeded.Record', 400, 'The number of records exceeds the limit.');
}

/** The error DomainRecordDuplicate. */
export function duplicate(): RpcError {
  return new RpcError('DomainRecordDuplicate', 400, 'The DNS record already exists.');
}

function isConflict(state: SandboxState, existing: string, { rr, type }: WantedRecord): boolean {
  if (type !== 'CNAME' && existing !== 'CNAME') return false;
  const other = type === 'CNAME' ? existing : type;
  if (neverBesideCname.includes(other)) return true;
  if (rr === '@') return false;
  if (other === 'CNAME') return state.uncertain.secondCname === 'conflict';
  if (other === 'NS') return state.uncertain.cnameBesideNs !== 'allowed';
  return true;
}

function isHost(rr: string, zone: string): boolean {
  if (rr === '@' || rr === '*') return true;
  const labels = rr.replace(/^\*\./, '').split('.');
  return labels.every((part) => label.test(part)) && rr.length + zone.length < 253;
}

function readValue(text: string, type: string): string {
  const isValue = values[type];
  if (!isValue) throw new RpcError('SubDomainInvalid.Type', 400, 'The type of the DNS record is invalid.');
  const value = named.includes(type) ? text.replace(/\.$/, '') : text;
  if (!isValue(value)) throw invalidValue();
  return value;
}

function readTtl(text: string | undefined, zone: StoredZone): number {
  const ttl = Number(text || Math.max(600, zone.minTtl));
  if (Number.isInteger(ttl) && ttl >= zone.minTtl && ttl <= maxTtl) return ttl;
  throw new RpcError('QuotaExceeded.TTL', 400, `The TTL must be from ${zone.minTtl} to ${maxTtl} in this edition.`);
}

function readPriority(text: string | undefined): number {
  const priority = Number(text || 10);
  if (Number.isInteger(priority) && priority >= 1 && priority <= 50) return priority;
  throw new RpcError('InvalidPriority', 400, 'The specified priority is invalid.');
}

function isHostName(value: string): boolean {
  return value.length <= 253 && hostName.test(value) && !isIPv4(value);
}

function isAddress(type: string): boolean {
  return type === 'A' || type === 'AAAA';
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function invalidValue(): RpcError {
  return new RpcError('SubDomainInvalid.Value', 400, 'The DNS record is invalid or in the wrong format.');
}
