import { findConflicts, leadingTypes } from '../dns/conflicts.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import { type ActivityEntry, type ChangeEntry, canUndo } from './activity.js';
import { type ChangeOf, switchesRecord } from './change.js';
import { readUndoState } from './resources.js';

/** A DNS change with the related ones: undoing one alone would leave the name without a record, or be refused. */
interface RecordUndo {
  /** In the order of undoing. */
  readonly entries: readonly RecordEntry[];
  /** Whether an enabled record still leads visitors of the name somewhere afterwards; absent if visitors are not affected. */
  readonly leadsOn?: boolean;
}

/** All entries, and the cloud for the undo. */
interface UndoContext {
  readonly entries: readonly ActivityEntry[];
  readonly cloud: Pick<CloudPorts, 'cdn' | 'dns' | 'oss'>;
  readonly signal: AbortSignal;
}

type RecordChange = ChangeOf<'record'>;
type RecordEntry = ChangeEntry<'record'>;

/** Whether an entry is of a record that is still there: its undo takes it away, brings it back, or turns it into another one. */
export function isOfPresentRecord(entry: ActivityEntry): entry is RecordEntry {
  return canUndo(entry) && entry.change.kind === 'record' && entry.change.after !== null;
}

/**
 * Determines the steps to undo a change of a record. Records that were paused for it are resumed after it is gone or
 * restored; before a paused record is resumed, the record that replaced it is removed.
 */
export async function readRecordUndo({ entries, cloud, signal }: UndoContext, own: RecordEntry): Promise<RecordUndo> {
  const { zone, rr } = own.change.at;
  const records = await cloud.dns.listRecords(zone, rr, signal);
  const others: RecordEntry[] = [];
  for (const each of entries) {
    if (each.id === own.id || !belongs(each, own.change, records)) continue;
    // One that was paused several times is resumed once.
    if (others.some((other) => other.change.at.id === each.change.at.id)) continue;
    if ((await readUndoState(each.change, cloud, signal)) === 'ready') others.push(each);
  }
  const parts = takesAway(own.change) ? [own, ...others] : [...others, own];
  const { gone, back } = effectOf(own.change);
  return { entries: parts, ...((leads(gone) || leads(back)) && { leadsOn: leadsOn(parts, records) }) };
}

/** Returns whether another change of the same host must be undone with this one. */
function belongs(other: ActivityEntry, change: RecordChange, records: readonly DnsRecord[]): other is RecordEntry {
  if (!isOfPresentRecord(other)) return false;
  const part = other.change;
  const { zone, rr } = change.at;
  if (part.at.zone !== zone || part.at.rr !== rr || takesAway(part) === takesAway(change)) return false;
  if (keepsPlace(part) || keepsPlace(change)) return false;
  // A CNAME and other records exclude each other. Records that may coexist with ours were not paused for it.
  const [going, coming] = takesAway(change) ? [change, part] : [part, change];
  const isInTheWay = findConflicts(rr, records).some(({ id }) => id === going.at.id);
  return isInTheWay && (effectOf(going).gone?.type === 'CNAME' || effectOf(coming).back?.type === 'CNAME');
}

/** The record that an undo takes away and the one that it brings back, both where one turns into the other. */
interface UndoEffect {
  readonly gone?: NewRecord | undefined;
  readonly back?: NewRecord | undefined;
}

function effectOf(change: RecordChange): UndoEffect {
  const { before, after } = change;
  if (!switchesRecord(change)) return { gone: after?.record, back: before?.record };
  return before?.enabled ? { back: before.record } : { gone: before?.record };
}

/** Returns whether a CNAME stays a CNAME, or another record none: then no others were paused for it or conflict with it. */
function keepsPlace(change: RecordChange): boolean {
  const { gone, back } = effectOf(change);
  return gone !== undefined && back !== undefined && (gone.type === 'CNAME') === (back.type === 'CNAME');
}

/** Whether its undo makes room for other records, rather than to need it. */
function takesAway(change: RecordChange): boolean {
  const { gone, back } = effectOf(change);
  return gone !== undefined && back?.type !== 'CNAME';
}

/** Whether visitors find a server by it. */
function leads(record: NewRecord | undefined): boolean {
  return record !== undefined && leadingTypes.includes(record.type);
}

function leadsOn(parts: readonly RecordEntry[], records: readonly DnsRecord[]): boolean {
  const isGone = (id: string) => parts.some(({ change }) => change.at.id === id && effectOf(change).gone !== undefined);
  const isBack = parts.some(({ change }) => leads(effectOf(change).back));
  return isBack || records.some((record) => record.enabled && leads(record) && !isGone(record.id));
}
