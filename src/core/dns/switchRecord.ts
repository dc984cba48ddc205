import { isErrorOf } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';

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
 * Pauses the conflicting records and adds ours; when any of that is refused, the old ones are resumed, so that the name
 * is never left without a record.
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
