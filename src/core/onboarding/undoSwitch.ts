import { findSameCname } from '../dns/conflicts.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord } from '../ports/dns.js';
import type { RunFacts } from './run/facts.js';

/** What an undo would do now: remove our record, or pause again the one that the run resumed, and resume those that the switch paused. */
export interface SwitchUndo {
  readonly remove: DnsRecord | undefined;
  readonly pause: DnsRecord | undefined;
  readonly resume: readonly DnsRecord[];
}

/** Reads what an undo of the run's record would do: a record that it did not write is left alone; all parts empty when there is nothing to undo. */
export async function readUndo(
  { dns }: Pick<CloudPorts, 'dns'>,
  facts: RunFacts,
  signal: AbortSignal,
): Promise<SwitchUndo> {
  const { dns: place, cname, record } = facts;
  if (place.kept === 'elsewhere' || !cname) return { remove: undefined, pause: undefined, resume: [] };
  const records = await dns.listRecords(place.zone, place.rr, signal);
  const resume = findPaused(records, facts);
  const same = findSameCname(records, cname);
  const isOwn = same !== undefined && record.own.state !== 'none' && record.own.id === same.id;
  // It was there before the run, and is the user's.
  if (isOwn && record.own.state === 'resumed')
    return { remove: undefined, pause: same.enabled ? same : undefined, resume };
  // Where the old records rest, ours took their place, even if a crash kept its id from being noted.
  return { remove: isOwn || resume.length > 0 ? same : undefined, pause: undefined, resume };
}

/** The records that a switch of this run has paused and that still are. */
export function findPaused(records: readonly DnsRecord[], { record }: RunFacts): readonly DnsRecord[] {
  return records.filter(({ id, enabled }) => !enabled && record.paused.some((each) => each.id === id));
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
