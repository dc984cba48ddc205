import { findSameCname } from '../dns/conflicts.js';
import { toFields } from '../dns/switchRecord.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord } from '../ports/dns.js';
import type { RunFacts } from './run/facts.js';

/**
 * The steps of an undo: restore the former content of our record, remove it, or pause the resumed one again, and resume
 * those that the switch paused.
 */
export interface SwitchUndo {
  readonly restore: { readonly ours: DnsRecord; readonly former: DnsRecord } | undefined;
  readonly remove: DnsRecord | undefined;
  readonly pause: DnsRecord | undefined;
  readonly resume: readonly DnsRecord[];
}

/** Determines the undo of the run's record. A record of others is left alone; all parts are empty if there is nothing to undo. */
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
  // It existed before the run, and is the user's.
  if (isOwn && record.own.state === 'resumed') return { ...nothing, pause: same.enabled ? same : undefined, resume };
  // If the old records are paused, ours replaced them, even if a crash prevented recording its id.
  return { ...nothing, remove: isOwn || resume.length > 0 ? same : undefined, resume };
}

/** The records that a switch of this run has paused and that still are, including the one that it changed once it is restored. */
export function findPaused(records: readonly DnsRecord[], { cname, record }: RunFacts): readonly DnsRecord[] {
  const ours = findSameCname(records, cname)?.id;
  const known = listReplacedRecords(record);
  return records.filter(({ id, enabled }) => !enabled && id !== ours && known.some((each) => each.id === id));
}

/** The records that the CNAME replaced, as recorded by a run. */
export type ReplacedRecords = Pick<RunFacts['record'], 'paused' | 'changed'>;

/** All of them, with their former fields. */
export function listReplacedRecords({ paused, changed }: ReplacedRecords): readonly DnsRecord[] {
  return changed ? [...paused, changed] : paused;
}

/**
 * Restores the former content of our record, which never leaves the host without a record, or removes it, or pauses the
 * resumed one; then resumes the old ones with their RecordIds and fields. An added or resumed one has to go first.
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
