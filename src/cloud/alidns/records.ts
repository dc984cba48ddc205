import { defaultLine } from '../../core/dns/dnsLines.js';
import { fullName } from '../../core/dns/hostNames.js';
import { AppError } from '../../core/errors.js';
import type { DnsRecord, NewRecord } from '../../core/ports/dns.js';
import { readPages } from '../pages.js';
import type { DnsApi } from './api.js';

const pageSize = 100;
/** The largest page of DescribeDomainRecords. */
const largestPage = 500;

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
  // It was added, only its answer could not be read.
  const found = (await listRecords(api, record.zone, record.rr, signal)).find((present) => isSame(present, record));
  if (!found) throw new AppError('badAnswer', { action: spec.action, subject: spec.subject });
  return found.id;
}

function listRecords(api: DnsApi, zone: string, rr: string, signal: AbortSignal): Promise<DnsRecord[]> {
  const subDomain = fullName({ rr, zone });
  return readPages('DescribeSubDomainRecords', async (pageNumber) => {
    const fields = { subDomain, domainName: zone, pageNumber, pageSize };
    const { body } = await api.read({ action: 'DescribeSubDomainRecords', subject: subDomain, signal }, (client, sdk) =>
      client.describeSubDomainRecords(new sdk.DescribeSubDomainRecordsRequest(fields)),
    );
    const rows = (body?.domainRecords?.record ?? []).map((row) => toRecord(zone, rr, row));
    return { rows, total: body?.totalCount ?? 0 };
  });
}

function listZoneRecords(api: DnsApi, domainName: string, signal: AbortSignal): Promise<DnsRecord[]> {
  return readPages('DescribeDomainRecords', async (pageNumber) => {
    const fields = { domainName, pageNumber, pageSize: largestPage };
    const { body } = await api.read({ action: 'DescribeDomainRecords', subject: domainName, signal }, (client, sdk) =>
      client.describeDomainRecords(new sdk.DescribeDomainRecordsRequest(fields)),
    );
    const rows = (body?.domainRecords?.record ?? []).map((row) => toRecord(domainName, '@', row));
    return { rows, total: body?.totalCount ?? 0 };
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
}

function toRecord(zone: string, rr: string, row: VendorRecord): DnsRecord {
  return {
    id: row.recordId ?? '',
    zone,
    rr: row.RR ?? rr,
    type: row.type ?? '',
    value: (row.value ?? '').replace(/\.$/, ''),
    ttl: row.TTL ?? 600,
    line: row.line ?? defaultLine,
    enabled: row.status?.toUpperCase() !== 'DISABLE',
    locked: row.locked ?? false,
  };
}

function toFields({ rr, type, value, ttl }: NewRecord) {
  return { RR: rr, type, value, TTL: ttl };
}

function isSame(present: DnsRecord, wanted: NewRecord): boolean {
  return present.type === wanted.type && present.value === wanted.value.replace(/\.$/, '');
}

/** The records of a hosted zone. */
export const recordCalls = {
  listRecords,
  listZoneRecords,
  createRecord,
  updateRecord,
  deleteRecord,
  updateRecordState,
};
