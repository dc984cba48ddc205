import { findSameCname } from '../dnsConflict.js';
import { isErrorOf } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import type { RunFacts } from './run.js';

/** Pauses the records in the way and adds ours; when ours is refused, the old ones are resumed, so that nobody is left without. */
export async function writeSwitch(
  { cloud: { dns }, signal }: { readonly cloud: Pick<CloudPorts, 'dns'>; readonly signal: AbortSignal },
  wanted: NewRecord,
  existing: readonly DnsRecord[],
): Promise<void> {
  for (const record of existing) await dns.updateRecordState(record.id, false, signal);
  try {
    await dns.createRecord(wanted, signal);
  } catch (error) {
    // Lost answers are settled by looking again: the record may be there.
    if (!isErrorOf(error, 'recordDuplicate', 'unavailable', 'timeout', 'offline', 'cancelled')) {
      for (const record of existing) await dns.updateRecordState(record.id, true, signal);
    }
    throw error;
  }
}

/** What an undo would do now: remove our record, and resume those that the switch paused. */
export interface SwitchUndo {
  readonly remove: DnsRecord | undefined;
  readonly resume: readonly DnsRecord[];
}

/** Reads what an undo of the run's record would do; both parts empty when there is nothing to undo. */
export async function readUndo(
  { dns }: Pick<CloudPorts, 'dns'>,
  facts: RunFacts,
  signal: AbortSignal,
): Promise<SwitchUndo> {
  if (!facts.zone || !facts.rr || !facts.cname) return { remove: undefined, resume: [] };
  const records = await dns.listRecords(facts.zone, facts.rr, signal);
  const paused = new Set((facts.paused ?? []).map(({ id }) => id));
  return {
    remove: findSameCname(records, facts.cname),
    resume: records.filter(({ id, enabled }) => paused.has(id) && !enabled),
  };
}

/** Removes our record and resumes the old ones, with their RecordIds and all fields as they were. */
export async function undoSwitch(
  { dns }: Pick<CloudPorts, 'dns'>,
  { remove, resume }: SwitchUndo,
  signal: AbortSignal,
): Promise<void> {
  if (remove) await dns.deleteRecord(remove.id, signal);
  for (const record of resume) await dns.updateRecordState(record.id, true, signal);
}
