import { defaultLine, isOnDefaultLine } from '../dns/dnsLines.js';
import { sameHost } from '../dns/hostNames.js';
import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';
import type { Activity, CloudChange, ReadBack, Snapshot } from './activity.js';

type RecordCalls = Pick<DnsPort, 'createRecord' | 'updateRecord' | 'deleteRecord' | 'updateRecordState'>;

/** Wraps Alibaba Cloud DNS so that every change of a record is recorded. The state before is the last one listed. */
export function trackRecords(dns: DnsPort, track: Activity['track']): DnsPort {
  const seen = new Map<string, DnsRecord>();
  return {
    ...dns,
    ...trackValues(dns, track, seen),
    ...trackStates(dns, track, seen),
    async listRecords(zone, rr, signal) {
      const records = await dns.listRecords(zone, rr, signal);
      for (const record of records) seen.set(record.id, record);
      return records;
    },
  };
}

type Seen = Map<string, DnsRecord>;

async function findCreated(dns: DnsPort, record: NewRecord): ReturnType<ReadBack> {
  const records = await dns.listRecords(record.zone, record.rr, new AbortController().signal);
  const found = records.find(
    (each) => each.type === record.type && isOnDefaultLine(each) && sameHost(each.value, record.value),
  );
  return found && { undo: { kind: 'deleteRecord', id: found.id, record } };
}

function trackValues(
  dns: DnsPort,
  track: Activity['track'],
  seen: Seen,
): Pick<RecordCalls, 'createRecord' | 'updateRecord'> {
  return {
    createRecord: (record, signal) =>
      track(
        {
          ...changeOf('AddDomainRecord', nameOf(record), record),
          before: { kind: 'absent' },
          after: toSnapshot(record, true),
        },
        async () => {
          const id = await dns.createRecord(record, signal);
          seen.set(id, { ...record, id, line: defaultLine, enabled: true, locked: false });
          return id;
        },
        (id) => ({ kind: 'deleteRecord', id, record }),
        () => findCreated(dns, record),
      ),
    updateRecord: (id, record, signal) => {
      const before = seen.get(id);
      const enabled = before?.enabled ?? true;
      return track(
        {
          ...changeOf('UpdateDomainRecord', nameOf(record), record),
          ...(before && { before: toSnapshot(before, enabled) }),
          after: toSnapshot(record, enabled),
        },
        async () => {
          await dns.updateRecord(id, record, signal);
          if (!before) return;
          const { priority: _, ...kept } = before;
          // Omitted fields get the defaults of a new record.
          seen.set(id, { ...kept, line: defaultLine, ...record });
        },
        () => before && { kind: 'updateRecord', id, from: record, record: toWhole(before) },
      );
    },
  };
}

function trackStates(
  dns: DnsPort,
  track: Activity['track'],
  seen: Seen,
): Pick<RecordCalls, 'deleteRecord' | 'updateRecordState'> {
  return {
    deleteRecord: (id, signal) => {
      const before = seen.get(id);
      return track(
        {
          ...changeOf('DeleteDomainRecord', id, before),
          ...(before && { before: toSnapshot(before, before.enabled) }),
          after: { kind: 'absent' },
        },
        () => dns.deleteRecord(id, signal),
        // A record of another line, or a paused one, could not be recreated identically.
        () =>
          before?.enabled && isOnDefaultLine(before) ? { kind: 'createRecord', record: toFields(before) } : undefined,
      );
    },
    updateRecordState: (id, enabled, signal) => {
      const before = seen.get(id);
      const states = before && { before: toSnapshot(before, before.enabled), after: toSnapshot(before, enabled) };
      return track(
        { ...changeOf('SetDomainRecordStatus', id, before), ...states },
        async () => {
          await dns.updateRecordState(id, enabled, signal);
          if (before) seen.set(id, { ...before, enabled });
        },
        () =>
          before && before.enabled !== enabled
            ? { kind: 'setRecordState', id, record: toFields(before), enabled: before.enabled }
            : undefined,
      );
    },
  };
}

function changeOf(action: string, callSubject: string, record: NewRecord | undefined): CloudChange {
  return {
    call: { action, subject: callSubject },
    subject: record ? nameOf(record) : callSubject,
    ...(record && { place: { kind: 'zone', zone: record.zone } }),
  };
}

function toSnapshot(record: NewRecord, enabled: boolean): Snapshot {
  return { kind: 'record', record: toFields(record), enabled };
}

function toFields({ zone, rr, type, value, ttl }: NewRecord): NewRecord {
  return { zone, rr, type, value, ttl };
}

/** Includes fields that are written but not shown. */
function toWhole(record: DnsRecord): NewRecord {
  const { line, priority } = record;
  return { ...toFields(record), line, ...(priority !== undefined && { priority }) };
}

function nameOf({ zone, rr }: NewRecord): string {
  return rr === '@' ? zone : `${rr}.${zone}`;
}
