import { findSameCname } from '../dns/conflicts.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord } from '../ports/dns.js';
import type { RunFacts } from './run/run.js';

/** What an undo would do now: remove our record, or pause again the one that the run resumed, and resume those that the switch paused. */
export interface SwitchUndo {
  readonly remove: DnsRecord | undefined;
  readonly pause?: DnsRecord;
  readonly resume: readonly DnsRecord[];
}

/** Reads what an undo of the run's record would do: a record that it did not write is left alone; all parts empty when there is nothing to undo. */
export async function readUndo(
  { dns }: Pick<CloudPorts, 'dns'>,
  facts: RunFacts,
  signal: AbortSignal,
): Promise<SwitchUndo> {
  if (!facts.zone || !facts.rr || !facts.cname) return { remove: undefined, resume: [] };
  const records = await dns.listRecords(facts.zone, facts.rr, signal);
  const resume = findPaused(records, facts);
  const same = findSameCname(records, facts.cname);
  // It was there before the run, and is the user's.
  if (same && same.id === facts.resumedRecord)
    return { remove: undefined, ...(same.enabled && { pause: same }), resume };
  // Where the old records rest, ours took their place, even if a crash kept its id from being noted.
  const isOurs = same && (same.id === facts.ownRecord || resume.length > 0);
  return { remove: isOurs ? same : undefined, resume };
}

/** The records that a switch of this run has paused and that still are. */
export function findPaused(records: readonly DnsRecord[], { paused = [] }: RunFacts): readonly DnsRecord[] {
  return records.filter(({ id, enabled }) => !enabled && paused.some((each) => each.id === id));
}

/** Removes our record, or pauses the resumed one, and resumes the old ones, with their RecordIds and all fields as they were. */
export async function undoSwitch(
  { dns }: Pick<CloudPorts, 'dns'>,
  { remove, pause, resume }: SwitchUndo,
  signal: AbortSignal,
): Promise<void> {
  if (remove) await dns.deleteRecord(remove.id, signal);
  if (pause) await dns.updateRecordState(pause.id, false, signal);
  for (const record of resume) await dns.updateRecordState(record.id, true, signal);
}
