import { findConflicts, leadingTypes } from '../dns/conflicts.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import type { ActivityEntry, Undo } from './activity.js';
import { readUndoState } from './applyUndo.js';

/** A DNS change with the related ones: undoing one alone would leave the name without a record, or be refused. */
interface RecordUndo {
  /** In the order of undoing. */
  readonly entries: readonly UndoneEntry[];
  /** Whether an enabled record still leads visitors of the name somewhere afterwards; absent if visitors are not affected. */
  readonly leadsOn?: boolean;
}

/** All entries, and the cloud for the undo. */
interface UndoContext {
  readonly entries: readonly ActivityEntry[];
  readonly cloud: Pick<CloudPorts, 'cdn' | 'dns' | 'oss'>;
  readonly signal: AbortSignal;
}

/** An entry with an undo. */
type UndoneEntry = ActivityEntry & { readonly undo: RecordPart };

/** An undo that removes, restores or converts a record. */
export type RecordPart = Extract<Undo, { kind: 'deleteRecord' | 'setRecordState' | 'updateRecord' }>;

/** Returns whether an undo removes, restores or converts a record. */
export function isRecordPart(undo: Undo): undo is RecordPart {
  return undo.kind === 'deleteRecord' || undo.kind === 'setRecordState' || undo.kind === 'updateRecord';
}

/**
 * Determines the steps to undo a change of a record. Records that were paused for it are resumed after it is gone or
 * restored; before a paused record is resumed, the record that replaced it is removed.
 */
export async function readRecordUndo(
  { entries, cloud, signal }: UndoContext,
  entry: ActivityEntry,
  undo: RecordPart,
): Promise<RecordUndo> {
  const { zone, rr } = undo.record;
  const records = await cloud.dns.listRecords(zone, rr, signal);
  const own: UndoneEntry = { ...entry, undo };
  const others: UndoneEntry[] = [];
  for (const each of entries) {
    if (each.id === entry.id || !belongs(each, undo, records)) continue;
    // One that was paused several times is resumed once.
    if (others.some((other) => other.undo.id === each.undo.id)) continue;
    if ((await readUndoState(each.undo, cloud, signal)) === 'ready') others.push(each);
  }
  const parts = takesAway(undo) ? [own, ...others] : [...others, own];
  const isOfVisitors = leads(undo.record) || leads(goneWith(undo));
  return { entries: parts, ...(isOfVisitors && { leadsOn: leadsOn(parts, records) }) };
}

/** Returns whether another change of the same host must be undone with this one. */
function belongs(other: ActivityEntry, undo: RecordPart, records: readonly DnsRecord[]): other is UndoneEntry {
  const { undo: part, undoneAt } = other;
  if (undoneAt !== undefined || !part || !isRecordPart(part)) return false;
  const { zone, rr } = undo.record;
  if (part.record.zone !== zone || part.record.rr !== rr || takesAway(part) === takesAway(undo)) return false;
  if (keepsPlace(part) || keepsPlace(undo)) return false;
  // A CNAME and other records exclude each other. Records that may coexist with ours were not paused for it.
  const [gone, back] = takesAway(undo) ? [undo, part] : [part, undo];
  const isInTheWay = findConflicts(rr, records).some(({ id }) => id === gone.id);
  return isInTheWay && (goneWith(gone).type === 'CNAME' || back.record.type === 'CNAME');
}

/** Returns whether a CNAME stays a CNAME, or another record none: then no others were paused for it or conflict with it. */
function keepsPlace(undo: RecordPart): boolean {
  return undo.kind === 'updateRecord' && (undo.from.type === 'CNAME') === (undo.record.type === 'CNAME');
}

/** Returns whether it makes room for other records instead of needing it. */
function takesAway(undo: RecordPart): boolean {
  if (undo.kind === 'updateRecord') return undo.record.type !== 'CNAME';
  return undo.kind === 'deleteRecord' || !undo.enabled;
}

/** The record that is gone afterwards, if any. */
function goneWith(undo: RecordPart): NewRecord {
  return undo.kind === 'updateRecord' ? undo.from : undo.record;
}

/** Types that lead visitors to a server. */
function leads({ type }: Pick<NewRecord, 'type'>): boolean {
  return leadingTypes.includes(type);
}

function leadsOn(parts: readonly UndoneEntry[], records: readonly DnsRecord[]): boolean {
  const undos = parts.map(({ undo }) => undo);
  const isBack = undos.some((undo) => (undo.kind === 'updateRecord' || !takesAway(undo)) && leads(undo.record));
  const gone = undos.filter((undo) => undo.kind === 'updateRecord' || takesAway(undo)).map(({ id }) => id);
  return isBack || records.some((record) => record.enabled && leads(record) && !gone.includes(record.id));
}
