import { findSameCname, leadingTypes } from '../dns/conflicts.js';
import { requireUnchanged, toFields } from '../dns/switchRecord.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord } from '../ports/dns.js';
import type { RunFacts } from './run/facts.js';

/**
 * The effect of an undo. It restores the former content of our record, removes our record, or pauses the resumed one again. It then adds the
 * record that became ours again if someone has deleted it, and resumes those that the switch paused.
 */
export interface SwitchUndo {
  readonly restore: { readonly ours: DnsRecord; readonly former: DnsRecord } | undefined;
  readonly remove: DnsRecord | undefined;
  readonly pause: DnsRecord | undefined;
  readonly add: DnsRecord | undefined;
  readonly resume: readonly DnsRecord[];
}

/**
 * Determines how to undo the run's DNS record. A record that the run did not write, resume or change is left alone. All parts are empty if there is nothing
 * to undo.
 */
export async function readUndo(
  { dns }: Pick<CloudPorts, 'dns'>,
  facts: RunFacts,
  signal: AbortSignal,
): Promise<SwitchUndo> {
  const { dns: place, cname, record } = facts;
  const nothing = { restore: undefined, remove: undefined, pause: undefined };
  if (place.kept === 'elsewhere' || !cname) return { ...nothing, add: undefined, resume: [] };
  const records = await dns.listRecords(place.zone, place.rr, signal);
  const resume = findPaused(records, facts);
  const same = findSameCname(records, cname);
  const add = same || record.own.state === 'none' ? undefined : findDeleted(records, record);
  const former = listReplacedRecords(record).find(({ id }) => id === same?.id);
  if (same && former) return { ...nothing, restore: { ours: same, former }, add, resume };
  const isOwn = same !== undefined && record.own.state !== 'none' && record.own.id === same.id;
  // It existed before the run, and is the user's.
  if (isOwn && record.own.state === 'resumed')
    return { ...nothing, pause: same.enabled ? same : undefined, add, resume };
  // If the old records are paused, ours replaced them, even if a crash prevented recording its id.
  return { ...nothing, remove: isOwn || resume.length > 0 ? same : undefined, add, resume };
}

/** Returns the record that became our CNAME if someone has deleted it since, and nothing else leads visitors of the host. */
function findDeleted(records: readonly DnsRecord[], { changed }: ReplacedRecords): DnsRecord | undefined {
  const isAnswered = records.some(({ enabled, type }) => enabled && leadingTypes.includes(type));
  return isAnswered || records.some(({ id }) => id === changed?.id) ? undefined : changed;
}

/** Returns the records that a switch of this run has paused and that are still paused. The record that the switch changed counts too, once it is restored. */
export function findPaused(records: readonly DnsRecord[], { cname, record }: RunFacts): readonly DnsRecord[] {
  const ours = findSameCname(records, cname)?.id;
  const known = listReplacedRecords(record);
  return records.filter(({ id, enabled }) => !enabled && id !== ours && known.some((each) => each.id === id));
}

/** The records that the CNAME replaced, as recorded by a run. */
export type ReplacedRecords = Pick<RunFacts['record'], 'paused' | 'changed'>;

/** Lists all replaced records with their former fields. */
export function listReplacedRecords({ paused, changed }: ReplacedRecords): readonly DnsRecord[] {
  return changed ? [...paused, changed] : paused;
}

/**
 * Undoes a switch. Restores the former content of our record, so that the host is never without a record, or removes our record, or pauses the resumed one.
 * Then adds the deleted one and resumes the old records with their RecordIds and fields. A record that was added or resumed has to go first. Each record is read
 * again right before it is written. Throws `invalidInput` (`changedSince`) if someone has changed one.
 */
export async function undoSwitch(
  { dns }: Pick<CloudPorts, 'dns'>,
  { restore, remove, pause, add, resume }: SwitchUndo,
  signal: AbortSignal,
): Promise<void> {
  for (const record of [restore?.ours, remove, pause]) if (record) await requireUnchanged(dns, record, signal);
  if (restore) await writeBack(dns, restore, signal);
  if (remove) await dns.deleteRecord(remove.id, signal);
  if (pause) await dns.updateRecordState(pause.id, false, signal);
  if (add) await dns.createRecord(toFields(add), signal);
  for (const record of resume) {
    await requireUnchanged(dns, record, signal);
    await dns.updateRecordState(record.id, true, signal);
  }
}

/** Writes the former content back to our record. It may have been paused by hand meanwhile, which it formerly was not. */
async function writeBack(
  dns: CloudPorts['dns'],
  { ours, former }: NonNullable<SwitchUndo['restore']>,
  signal: AbortSignal,
): Promise<void> {
  await dns.updateRecord(ours.id, toFields(former), signal);
  if (!ours.enabled) await dns.updateRecordState(ours.id, true, signal);
}
