import { AppError } from '../../../src/core/errors.js';
import type { DnsPort, DnsRecord, NewRecord } from '../../../src/core/ports/dns.js';
import { locateName, type MemoryState } from './state.js';

/** Alidns in memory, with the vendor's rules for duplicates, conflicts and locks. */
export function createMemoryDns(state: MemoryState): DnsPort {
  const findRecord = (id: string): number => {
    const index = state.records.findIndex((record) => record.id === id);
    if (index < 0) throw new AppError('invalidInput', { code: 'DomainRecordNotBelongToUser', subject: id });
    if (state.records[index]!.locked) throw new AppError('recordLocked', { code: 'DomainRecordLocked', subject: id });
    return index;
  };
  const readZone = async (zone: string) => {
    const found = state.zones.get(zone);
    if (!found) throw new AppError('zoneNotFound', { code: 'InvalidDomainName.NoExist', subject: zone });
    return found;
  };
  return {
    listZones: async () => [...state.zones.values()],
    locate: async (name) => locateName(state, name),
    readZone,
    listRecords: async (zone, rr) => {
      await readZone(zone);
      return state.records.filter((record) => record.zone === zone && record.rr === rr);
    },
    listZoneRecords: async (zone) => {
      await readZone(zone);
      return state.records.filter((record) => record.zone === zone);
    },
    createRecord: async (record) => {
      await readZone(record.zone);
      checkConflict(state, record);
      const id = String(state.nextId++);
      state.records.push({ line: 'default', ...record, id, enabled: true, locked: false });
      return id;
    },
    updateRecord: async (id, record) => {
      const index = findRecord(id);
      checkConflict(state, record, id);
      // Omitted fields get the defaults of a new record, as at the vendor.
      const { priority: _, ...kept } = state.records[index]!;
      state.records[index] = { ...kept, line: 'default', ...record };
    },
    deleteRecord: async (id) => void state.records.splice(findRecord(id), 1),
    updateRecordState: async (id, enabled) => {
      const index = findRecord(id);
      if (enabled) checkConflict(state, state.records[index]!, id);
      state.records[index] = { ...state.records[index]!, enabled };
    },
  };
}

function checkConflict(state: MemoryState, wanted: NewRecord, ownId?: string): void {
  const host = state.records.filter(
    (record) => record.zone === wanted.zone && record.rr === wanted.rr && record.id !== ownId,
  );
  const details = { subject: wanted.rr === '@' ? wanted.zone : `${wanted.rr}.${wanted.zone}` };
  if (host.some((record) => record.type === wanted.type && record.value === wanted.value)) {
    throw new AppError('recordDuplicate', { code: 'DomainRecordDuplicate', ...details });
  }
  // Records of another line do not conflict with the default line.
  if (host.some((record) => record.enabled && record.line === 'default' && clashes(record, wanted))) {
    throw new AppError('otherRefusal', { code: 'DomainRecordConflict', ...details });
  }
}

function clashes(present: DnsRecord, wanted: NewRecord): boolean {
  const types = [present.type, wanted.type];
  if (!types.includes('CNAME')) return false;
  const other = types.find((type) => type !== 'CNAME') ?? 'CNAME';
  return !(wanted.rr === '@' && ['MX', 'TXT', 'NS'].includes(other));
}
