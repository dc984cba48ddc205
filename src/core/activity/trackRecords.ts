import { defaultLine, isOnDefaultLine } from '../dns/dnsLines.js';
import { fullName, sameHost } from '../dns/hostNames.js';
import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';
import type { Activity } from './activity.js';
import type { ChangeOf, StateOf } from './change.js';

type RecordState = StateOf<'record'>;

/** Wraps Alibaba Cloud DNS so that every change of a record is recorded. The state before is the last one listed. */
export function trackRecords(dns: DnsPort, track: Activity['track']): DnsPort {
  const seen = new Map<string, DnsRecord>();
  return {
    ...dns,
    async listRecords(zone, rr, signal) {
      const records = await dns.listRecords(zone, rr, signal);
      for (const record of records) seen.set(record.id, record);
      return records;
    },
    async createRecord(record, signal) {
      const change = toChange(record, undefined, null, { record, enabled: true });
      const withId = (id: string) => ({ ...change, at: { ...change.at, id } });
      const id = await track(
        { action: 'AddDomainRecord', subject: fullName(record), change },
        () => dns.createRecord(record, signal),
        withId,
        async () => (await findCreated(dns, record)).map(withId)[0],
      );
      seen.set(id, { ...record, id, line: defaultLine, enabled: true, locked: false });
      return id;
    },
    async updateRecord(id, record, signal) {
      const before = seen.get(id);
      const after = { record, enabled: before?.enabled ?? true };
      const change = toChange(record, id, before && toState(before), after);
      await track({ action: 'UpdateDomainRecord', subject: fullName(record), change }, () =>
        dns.updateRecord(id, record, signal),
      );
      if (!before) return;
      const { priority: _, ...kept } = before;
      // Omitted fields get the defaults of a new record.
      seen.set(id, { ...kept, line: defaultLine, ...record });
    },
    deleteRecord(id, signal) {
      const before = seen.get(id);
      const change = before && toChange(before, id, toState(before), null);
      return track({ action: 'DeleteDomainRecord', subject: id, change }, () => dns.deleteRecord(id, signal));
    },
    async updateRecordState(id, enabled, signal) {
      const before = seen.get(id);
      const change = before && toChange(before, id, toState(before), { ...toState(before), enabled });
      await track({ action: 'SetDomainRecordStatus', subject: id, change }, () =>
        dns.updateRecordState(id, enabled, signal),
      );
      if (before) seen.set(id, { ...before, enabled });
    },
  };
}

/** The ids of records that are as the added one, although no answer told them. */
async function findCreated(dns: DnsPort, { zone, rr, type, value }: NewRecord): Promise<readonly string[]> {
  const records = await dns.listRecords(zone, rr, new AbortController().signal);
  const isIt = (each: DnsRecord) => each.type === type && isOnDefaultLine(each) && sameHost(each.value, value);
  return records.filter(isIt).map(({ id }) => id);
}

function toChange(
  { zone, rr }: NewRecord,
  id: string | undefined,
  before: RecordState | null | undefined,
  after: RecordState | null,
): ChangeOf<'record'> {
  return { kind: 'record', at: { zone, rr, ...(id !== undefined && { id }) }, before, after };
}

/** With the line and the priority, which are not shown to the user, but written. */
function toState({ id: _id, enabled, locked: _locked, ...record }: DnsRecord): RecordState {
  return { record, enabled };
}
