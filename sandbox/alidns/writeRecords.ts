import { type Params, type RpcAction, required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import type { SandboxState, StoredRecord, StoredZone } from '../state/state.js';
import { duplicate, readRecord, requireQuota, requireRoom, requireWritable } from './recordRules.js';
import { findZone } from './zones.js';

/** AddDomainRecord: a new record is enabled and effective at once. */
export const addDomainRecord: RpcAction = (params, state) => {
  const zone = findZone(state, params);
  requireWritable(state, zone);
  const wanted = readRecord(params, zone);
  requireRoom(state, zone, wanted);
  requireQuota(state, zone, wanted);
  const id = `9${String(state.nextId++).padStart(17, '0')}`;
  zone.records.set(id, { id, ...wanted, enabled: true, locked: false, changedAt: Date.now() });
  zone.writtenAt = Date.now();
  return { RecordId: id };
};

/** UpdateDomainRecord: accepts another type under the same RecordId. An unchanged record is a duplicate. */
export const updateDomainRecord: RpcAction = (params, state) => {
  const { zone, record } = findWritable(params, state);
  const { priority, ...wanted } = readRecord(params, zone);
  const same = (['rr', 'type', 'value', 'ttl', 'line'] as const).every((field) => record[field] === wanted[field]);
  if (same && record.priority === priority) throw duplicate();
  requireRoom(state, zone, wanted, record);
  if (wanted.type !== record.type) requireQuota(state, zone, wanted);
  Object.assign(record, wanted, { changedAt: Date.now() });
  zone.writtenAt = Date.now();
  if (priority === undefined) delete record.priority;
  else record.priority = priority;
  return { RecordId: record.id };
};

/** DeleteDomainRecord. */
export const deleteDomainRecord: RpcAction = (params, state) => {
  const { zone, record } = findWritable(params, state);
  zone.records.delete(record.id);
  zone.writtenAt = Date.now();
  return { RecordId: record.id };
};

/** SetDomainRecordStatus: Enable checks conflicts again, since paused records do not conflict. */
export const setDomainRecordStatus: RpcAction = (params, state) => {
  const { zone, record } = findWritable(params, state);
  const status = required(params, 'Status');
  if (!/^(enable|disable)$/i.test(status)) throw new RpcError('InvalidStatus', 400, 'The specified Status is invalid.');
  const enabled = status.toLowerCase() === 'enable';
  if (enabled && !record.enabled) requireRoom(state, zone, record, record);
  record.enabled = enabled;
  record.changedAt = Date.now();
  zone.writtenAt = Date.now();
  return { RecordId: record.id, Status: enabled ? 'Enable' : 'Disable' };
};

function findWritable(params: Params, state: SandboxState): { zone: StoredZone; record: StoredRecord } {
  const id = required(params, 'RecordId');
  for (const zone of state.zones.values()) {
    const record = zone.records.get(id);
    if (record) requireWritable(state, zone);
    if (record?.locked) throw new RpcError('DomainRecordLocked', 400, 'The DNS record is locked.');
    if (record) return { zone, record };
  }
  throw new RpcError('DomainRecordNotBelongToUser', 400, 'The DNS record does not belong to you.');
}
