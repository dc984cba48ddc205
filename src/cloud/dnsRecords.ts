import { AppError } from '../core/errors.js';
import type { DnsPort, DnsRecord, NewRecord } from '../core/ports/dns.js';
import { type Link, read, write } from './call.js';
import type { DnsSdk } from './sdkClients.js';

type RecordCalls = Pick<
  DnsPort,
  'listRecords' | 'createRecord' | 'updateRecord' | 'deleteRecord' | 'updateRecordState'
>;

const pageSize = 100;

/** The records of a hosted zone. */
export function createRecords(link: Link, load: DnsSdk): RecordCalls {
  const listRecords: DnsPort['listRecords'] = (zone, rr, signal) => list(link, load, zone, rr, signal);
  return {
    listRecords,
    async createRecord(record, signal) {
      const answer = await write(link, { action: 'AddDomainRecord', subject: nameOf(record), signal }, async () => {
        const { sdk, client } = await load();
        return client.addDomainRecord(new sdk.AddDomainRecordRequest({ domainName: record.zone, ...toFields(record) }));
      });
      const id = answer?.body?.recordId;
      if (id) return id;
      // It was added, only its answer could not be read.
      const found = (await listRecords(record.zone, record.rr, signal)).find((present) => isSame(present, record));
      if (!found) throw new AppError('badAnswer', { action: 'AddDomainRecord', subject: nameOf(record) });
      return found.id;
    },
    async updateRecord(recordId, record, signal) {
      await write(link, { action: 'UpdateDomainRecord', subject: nameOf(record), signal }, async () => {
        const { sdk, client } = await load();
        return client.updateDomainRecord(new sdk.UpdateDomainRecordRequest({ recordId, ...toFields(record) }));
      });
    },
    async deleteRecord(recordId, signal) {
      await write(link, { action: 'DeleteDomainRecord', subject: recordId, signal }, async () => {
        const { sdk, client } = await load();
        return client.deleteDomainRecord(new sdk.DeleteDomainRecordRequest({ recordId }));
      });
    },
    async updateRecordState(recordId, enabled, signal) {
      const spec = { action: 'SetDomainRecordStatus', subject: recordId, signal, repeatable: true };
      await write(link, spec, async () => {
        const { sdk, client } = await load();
        const status = enabled ? 'Enable' : 'Disable';
        return client.setDomainRecordStatus(new sdk.SetDomainRecordStatusRequest({ recordId, status }));
      });
    },
  };
}

async function list(link: Link, load: DnsSdk, zone: string, rr: string, signal: AbortSignal): Promise<DnsRecord[]> {
  const found: DnsRecord[] = [];
  const subDomain = rr === '@' ? zone : `${rr}.${zone}`;
  for (let pageNumber = 1; ; pageNumber++) {
    const { body } = await read(link, { action: 'DescribeSubDomainRecords', subject: subDomain, signal }, async () => {
      const { sdk, client } = await load();
      const request = { subDomain, domainName: zone, pageNumber, pageSize };
      return client.describeSubDomainRecords(new sdk.DescribeSubDomainRecordsRequest(request));
    });
    const rows = body?.domainRecords?.record ?? [];
    found.push(...rows.map((row) => toRecord(zone, rr, row)));
    if (rows.length === 0 || found.length >= (body?.totalCount ?? 0)) return found;
  }
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
    line: row.line ?? 'default',
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

function nameOf({ rr, zone }: NewRecord): string {
  return rr === '@' ? zone : `${rr}.${zone}`;
}
