import { findSameCname } from '../dns/conflicts.js';
import { isErrorOf } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';
import type { RunFacts } from './run/run.js';

/** Lost answers are settled by looking again: what was asked for may have been done. */
const lost = [
  'recordDuplicate',
  'unavailable',
  'timeout',
  'offline',
  'proxyRefused',
  'badAnswer',
  'cancelled',
] as const;

/** A record to be added, and those that make way for it. */
interface RecordSwitch {
  readonly wanted: NewRecord;
  /** The wanted record where it is there; when paused, it is resumed instead of added again. */
  readonly ours?: DnsRecord;
  /** Those in the way. */
  readonly existing?: readonly DnsRecord[];
  /** Those that an earlier try of the same switch has paused. */
  readonly pausedBefore?: readonly DnsRecord[];
}

/**
 * Pauses the records in the way and adds ours; when any of that is refused, the old ones are resumed, so that nobody is
 * left without.
 */
export async function writeSwitch(
  { cloud: { dns }, signal }: { readonly cloud: Pick<CloudPorts, 'dns'>; readonly signal: AbortSignal },
  { wanted, ours, existing = [], pausedBefore = [] }: RecordSwitch,
): Promise<void> {
  const paused = [...pausedBefore];
  try {
    for (const record of existing) {
      await dns.updateRecordState(record.id, false, signal);
      paused.push(record);
    }
    if (!ours) await dns.createRecord(wanted, signal);
    else if (!ours.enabled) await dns.updateRecordState(ours.id, true, signal);
  } catch (error) {
    if (!isErrorOf(error, ...lost)) await resumeAll(dns, paused, signal);
    throw error;
  }
}

/** Resumes each of them, whatever becomes of the others; what went wrong first is thrown at the end. */
async function resumeAll(dns: DnsPort, records: readonly DnsRecord[], signal: AbortSignal): Promise<void> {
  let failure: unknown;
  for (const record of records) {
    await dns.updateRecordState(record.id, true, signal).catch((error: unknown) => {
      failure ??= error;
    });
  }
  if (failure !== undefined) throw failure;
}

/** What an undo would do now: remove our record, and resume those that the switch paused. */
export interface SwitchUndo {
  readonly remove: DnsRecord | undefined;
  readonly resume: readonly DnsRecord[];
}

/** Reads what an undo of the run's record would do: a record that it did not write is left alone; both parts empty when there is nothing to undo. */
export async function readUndo(
  { dns }: Pick<CloudPorts, 'dns'>,
  facts: RunFacts,
  signal: AbortSignal,
): Promise<SwitchUndo> {
  if (!facts.zone || !facts.rr || !facts.cname) return { remove: undefined, resume: [] };
  const records = await dns.listRecords(facts.zone, facts.rr, signal);
  const resume = findPaused(records, facts);
  const same = findSameCname(records, facts.cname);
  // Where the old records rest, ours took their place, even if a crash kept its id from being noted.
  const isOurs = same && (same.id === facts.ownRecord || resume.length > 0);
  return { remove: isOurs ? same : undefined, resume };
}

/** The records that a switch of this run has paused and that still are. */
export function findPaused(records: readonly DnsRecord[], { paused = [] }: RunFacts): readonly DnsRecord[] {
  return records.filter(({ id, enabled }) => !enabled && paused.some((each) => each.id === id));
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
