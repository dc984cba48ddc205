import { defaultLine } from '../../core/dns/dnsLines.js';
import { fullName } from '../../core/dns/hostNames.js';
import { fallback } from '../../core/errors.js';
import type { DnsPort, DnsRecord, NewRecord, Zone } from '../../core/ports/dns.js';
import { type AnswerFields, badAnswer, readFields } from '../answerFields.js';
import type { Link } from '../callWithRetry.js';
import { readPages } from '../pages.js';
import { bindCalls, createSdkApi, type SdkApi } from '../sdkApi.js';

const pageSize = 100;

/** Alibaba Cloud DNS through the vendor's client. */
export function createDns(link: Link): DnsPort {
  const api: DnsApi = createSdkApi(
    link,
    () => import('./sdk.js'),
    (sdk, keys) => sdk.openAlidns(keys, link.timeoutMs),
  );
  return bindCalls(api, { ...recordCalls, listZones, locate, readZone });
}

async function readZone(api: DnsApi, zone: string, signal: AbortSignal): ReturnType<DnsPort['readZone']> {
  const spec = { action: 'DescribeDomainInfo', subject: zone, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    // Without the details the answer has no MinTtl.
    client.describeDomainInfo(new sdk.DescribeDomainInfoRequest({ domainName: zone, needDetailAttributes: true })),
  );
  const answer = readFields(body, spec);
  const nameServers = answer.fields('dnsServers').texts('dnsServer');
  return { name: answer.requiredText('domainName'), nameServers, minTtl: answer.number('minTtl') ?? 600 };
}

function listZones(api: DnsApi, signal: AbortSignal, keyWord?: string): Promise<Zone[]> {
  const spec = { action: 'DescribeDomains', subject: keyWord ?? '', signal };
  return readPages(spec.action, async (pageNumber) => {
    const fields = { ...(keyWord === undefined ? {} : { keyWord }), pageNumber, pageSize };
    const { body } = await api.read(spec, (client, sdk) =>
      client.describeDomains(new sdk.DescribeDomainsRequest(fields)),
    );
    const answer = readFields(body, spec);
    const rows = answer.fields('domains').list('domain');
    const zones = rows.map((row) => ({
      name: row.text('domainName') ?? '',
      nameServers: row.fields('dnsServers').texts('dnsServer'),
    }));
    return { rows: zones, total: answer.number('totalCount') ?? 0 };
  });
}

/**
 * Finds the zone of a name. The vendor splits off the root domain; the longest zone of the account that contains the
 * name counts, since a zone may itself be a subdomain.
 */
async function locate(api: DnsApi, name: string, signal: AbortSignal) {
  const plain = name.replace(/^(\*\.|\.)/, '');
  const root = await readRoot(api, plain, signal);
  if (root === undefined) return undefined;
  const zone = (await listZones(api, signal, root))
    .map((candidate) => candidate.name)
    .filter((candidate) => plain === candidate || plain.endsWith(`.${candidate}`))
    .sort((a, b) => b.length - a.length)[0];
  if (zone === undefined) return undefined;
  const host = plain === zone ? '' : plain.slice(0, -zone.length - 1);
  if (plain === name) return { zone, rr: host || '@' };
  return { zone, rr: host ? `*.${host}` : '*' };
}

async function readRoot(api: DnsApi, inputString: string, signal: AbortSignal): Promise<string | undefined> {
  const spec = { action: 'GetMainDomainName', subject: inputString, signal };
  const reading = api.read(spec, (client, sdk) =>
    client.getMainDomainName(new sdk.GetMainDomainNameRequest({ inputString })),
  );
  const answer = await reading.catch(fallback(undefined, 'zoneNotFound', 'invalidInput'));
  return answer && readFields(answer.body, spec).text('domainName');
}

const recordsOfPage = 100;
/** The largest page of DescribeDomainRecords. */
const largestPage = 500;

/**
 * Updates a record. The RecordId stays the same, even with another type: the vendor's own Terraform provider changes
 * `type` in place (`resource_alicloud_alidns_record.go`). No page says so.
 */
async function updateRecord(api: DnsApi, recordId: string, record: NewRecord, signal: AbortSignal): Promise<void> {
  await api.write({ action: 'UpdateDomainRecord', subject: fullName(record), signal }, (client, sdk) =>
    client.updateDomainRecord(new sdk.UpdateDomainRecordRequest({ recordId, ...toFields(record) })),
  );
}

async function deleteRecord(api: DnsApi, recordId: string, signal: AbortSignal): Promise<void> {
  await api.write({ action: 'DeleteDomainRecord', subject: recordId, signal }, (client, sdk) =>
    client.deleteDomainRecord(new sdk.DeleteDomainRecordRequest({ recordId })),
  );
}

async function updateRecordState(api: DnsApi, recordId: string, enabled: boolean, signal: AbortSignal): Promise<void> {
  const spec = { action: 'SetDomainRecordStatus', subject: recordId, signal, repeatable: true };
  const fields = { recordId, status: enabled ? 'Enable' : 'Disable' };
  await api.write(spec, (client, sdk) => client.setDomainRecordStatus(new sdk.SetDomainRecordStatusRequest(fields)));
}

async function createRecord(api: DnsApi, record: NewRecord, signal: AbortSignal): Promise<string> {
  const spec = { action: 'AddDomainRecord', subject: fullName(record), signal };
  const answer = await api.write(spec, (client, sdk) =>
    client.addDomainRecord(new sdk.AddDomainRecordRequest({ domainName: record.zone, ...toFields(record) })),
  );
  const id = answer?.body?.recordId;
  if (id) return id;
  // The record was added; only the answer could not be read.
  const found = (await listRecords(api, record.zone, record.rr, signal)).find((present) => isSame(present, record));
  if (!found) throw badAnswer(spec, 'recordId should be text, and is missing');
  return found.id;
}

function listRecords(api: DnsApi, zone: string, rr: string, signal: AbortSignal): Promise<DnsRecord[]> {
  const subDomain = fullName({ rr, zone });
  const spec = { action: 'DescribeSubDomainRecords', subject: subDomain, signal };
  return readPages(spec.action, async (pageNumber) => {
    const fields = { subDomain, domainName: zone, pageNumber, pageSize: recordsOfPage };
    const { body } = await api.read(spec, (client, sdk) =>
      client.describeSubDomainRecords(new sdk.DescribeSubDomainRecordsRequest(fields)),
    );
    const answer = readFields(body, spec);
    const rows = answer.fields('domainRecords').list('record');
    return { rows: rows.map((row) => toRecord(zone, rr, row)), total: answer.number('totalCount') ?? 0 };
  });
}

function listZoneRecords(api: DnsApi, domainName: string, signal: AbortSignal): Promise<DnsRecord[]> {
  const spec = { action: 'DescribeDomainRecords', subject: domainName, signal };
  return readPages(spec.action, async (pageNumber) => {
    const fields = { domainName, pageNumber, pageSize: largestPage };
    const { body } = await api.read(spec, (client, sdk) =>
      client.describeDomainRecords(new sdk.DescribeDomainRecordsRequest(fields)),
    );
    const answer = readFields(body, spec);
    const rows = answer.fields('domainRecords').list('record');
    return { rows: rows.map((row) => toRecord(domainName, '@', row)), total: answer.number('totalCount') ?? 0 };
  });
}

interface VendorRecord {
  readonly recordId?: string;
  readonly RR?: string;
  readonly type?: string;
  readonly value?: string;
  readonly TTL?: number;
  readonly line?: string;
  readonly status?: string;
  readonly locked?: boolean;
  readonly priority?: number;
}

function toRecord(zone: string, rr: string, row: AnswerFields<VendorRecord>): DnsRecord {
  const type = row.text('type') ?? '';
  // Other types may have one too, without a meaning.
  const priority = type === 'MX' ? row.number('priority') : undefined;
  return {
    id: row.text('recordId') ?? '',
    zone,
    rr: row.text('RR') ?? rr,
    type,
    value: (row.text('value') ?? '').replace(/\.$/, ''),
    ttl: row.number('TTL') ?? 600,
    line: row.text('line') ?? defaultLine,
    enabled: row.text('status')?.toUpperCase() !== 'DISABLE',
    locked: row.flag('locked') ?? false,
    ...(priority !== undefined && { priority }),
  };
}

function toFields({ rr, type, value, ttl, line, priority }: NewRecord) {
  const more = { ...(line !== undefined && { line }), ...(priority !== undefined && { priority }) };
  return { RR: rr, type, value, TTL: ttl, ...more };
}

function isSame(present: DnsRecord, wanted: NewRecord): boolean {
  return present.type === wanted.type && present.value === wanted.value.replace(/\.$/, '');
}

/** Calls about the records of a hosted zone. */
export const recordCalls = {
  listRecords,
  listZoneRecords,
  createRecord,
  updateRecord,
  deleteRecord,
  updateRecordState,
};

type DnsSdk = typeof import('./sdk.js');

/** Calls to Alidns through the vendor's SDK. */
export type DnsApi = SdkApi<ReturnType<DnsSdk['openAlidns']>, DnsSdk>;
