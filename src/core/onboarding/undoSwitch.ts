import { findSameCname } from '../dns/conflicts.js';
import { toFields } from '../dns/switchRecord.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord } from '../ports/dns.js';
import type { RunFacts } from './run/facts.js';

/**
 * What an undo would do now: write back what our record was before, remove it, or pause again the one that the run resumed, and
 * resume those that the switch paused.
 */
export interface SwitchUndo {
  readonly restore: { readonly ours: DnsRecord; readonly former: DnsRecord } | undefined;
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
  const nothing = { restore: undefined, remove: undefined, pause: undefined };
  if (place.kept === 'elsewhere' || !cname) return { ...nothing, resume: [] };
  const records = await dns.listRecords(place.zone, place.rr, signal);
  const resume = findPaused(records, facts);
  const same = findSameCname(records, cname);
  const former = listReplacedRecords(record).find(({ id }) => id === same?.id);
  if (same && former) return { ...nothing, restore: { ours: same, former }, resume };
  const isOwn = same !== undefined && record.own.state !== 'none' && record.own.id === same.id;
  // It was there before the run, and is the user's.
  if (isOwn && record.own.state === 'resumed') return { ...nothing, pause: same.enabled ? same : undefined, resume };
  // Where the old records rest, ours took their place, even if a crash kept its id from being noted.
  return { ...nothing, remove: isOwn || resume.length > 0 ? same : undefined, resume };
}

/** The records that a switch of this run has paused and that still are; the one that it changed is among them once it is written back. */
export function findPaused(records: readonly DnsRecord[], { cname, record }: RunFacts): readonly DnsRecord[] {
  const ours = findSameCname(records, cname)?.id;
  const known = listReplacedRecords(record);
  return records.filter(({ id, enabled }) => !enabled && id !== ours && known.some((each) => each.id === id));
}

/** The records that made way for the CNAME, as a run notes them. */
export type ReplacedRecords = Pick<RunFacts['record'], 'paused' | 'changed'>;

/** All of them, with all fields as they were. */
export function listReplacedRecords({ paused, changed }: ReplacedRecords): readonly DnsRecord[] {
  return changed ? [...paused, changed] : paused;
}

/**
 * Writes back what our record was, which leaves no moment without a record, or removes it, or pauses the resumed one; then resumes the
 * old ones, with their RecordIds and all fields as they were. One that was added or resumed has to go before they come back.
 */
export async function undoSwitch(
  { dns }: Pick<CloudPorts, 'dns'>,
  { restore, remove, pause, resume }: SwitchUndo,
  signal: AbortSignal,
): Promise<void> {
  if (restore) await writeBack(dns, restore, signal);
  if (remove) await dns.deleteRecord(remove.id, signal);
  if (pause) await dns.updateRecordState(pause.id, false, signal);
  for (const record of resume) await dns.updateRecordState(record.id, true, signal);
}

/** Ours may have been paused by hand, which its former state was not. */
async function writeBack(
  dns: CloudPorts['dns'],
  { ours, former }: NonNullable<SwitchUndo['restore']>,
  signal: AbortSignal,
): Promise<void> {
  await dns.updateRecord(ours.id, toFields(former), signal);
  if (!ours.enabled) await dns.updateRecordState(ours.id, true, signal);
}
