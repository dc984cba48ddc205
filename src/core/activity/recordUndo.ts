import { findConflicts, leadingTypes } from '../dns/conflicts.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import type { ActivityEntry, Undo } from './activity.js';
import { readUndoState } from './applyUndo.js';

/** A change of DNS with those that belong to it, since one alone would leave the name without a record or be refused. */
interface RecordUndo {
  /** In the order in which they are to be undone. */
  readonly entries: readonly UndoneEntry[];
  /** Whether an enabled record sends visitors of the name anywhere afterwards; absent where it is no matter of visitors. */
  readonly leadsOn?: boolean;
}

/** All entries, and the cloud in which one of them is undone. */
interface UndoContext {
  readonly entries: readonly ActivityEntry[];
  readonly cloud: Pick<CloudPorts, 'cdn' | 'dns' | 'oss'>;
  readonly signal: AbortSignal;
}

/** An entry that can be undone. */
type UndoneEntry = ActivityEntry & { readonly undo: RecordPart };

/** An undo that takes a record away, brings one back, or turns one into the other. */
export type RecordPart = Extract<Undo, { kind: 'deleteRecord' | 'setRecordState' | 'updateRecord' }>;

/** Says whether an undo takes a record away, brings one back, or turns one into the other. */
export function isRecordPart(undo: Undo): undo is RecordPart {
  return undo.kind === 'deleteRecord' || undo.kind === 'setRecordState' || undo.kind === 'updateRecord';
}

/**
 * Looks what undoing a change of a record takes: where the record took the place of paused ones, these are resumed
 * after it has gone or is again what it was; where a paused one comes back, what took its place goes first.
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

/** Whether another change on the same host has to be undone with this one. */
function belongs(other: ActivityEntry, undo: RecordPart, records: readonly DnsRecord[]): other is UndoneEntry {
  const { undo: part, undoneAt } = other;
  if (undoneAt !== undefined || !part || !isRecordPart(part)) return false;
  const { zone, rr } = undo.record;
  if (part.record.zone !== zone || part.record.rr !== rr || takesAway(part) === takesAway(undo)) return false;
  if (keepsPlace(part) || keepsPlace(undo)) return false;
  // A CNAME and other records exclude each other; those beside which ours may stand were not paused for it.
  const [gone, back] = takesAway(undo) ? [undo, part] : [part, undo];
  const isInTheWay = findConflicts(rr, records).some(({ id }) => id === gone.id);
  return isInTheWay && (goneWith(gone).type === 'CNAME' || back.record.type === 'CNAME');
}

/** Whether it leaves a CNAME one, or another record no CNAME: others were neither paused for it nor are they in its way. */
function keepsPlace(undo: RecordPart): boolean {
  return undo.kind === 'updateRecord' && (undo.from.type === 'CNAME') === (undo.record.type === 'CNAME');
}

/** Whether it makes room for other records, rather than to need it. */
function takesAway(undo: RecordPart): boolean {
  if (undo.kind === 'updateRecord') return undo.record.type !== 'CNAME';
  return undo.kind === 'deleteRecord' || !undo.enabled;
}

/** The record that is no longer there afterwards, where one goes. */
function goneWith(undo: RecordPart): NewRecord {
  return undo.kind === 'updateRecord' ? undo.from : undo.record;
}

/** Types by which visitors find a server. */
function leads({ type }: Pick<NewRecord, 'type'>): boolean {
  return leadingTypes.includes(type);
}

function leadsOn(parts: readonly UndoneEntry[], records: readonly DnsRecord[]): boolean {
  const undos = parts.map(({ undo }) => undo);
  const isBack = undos.some((undo) => (undo.kind === 'updateRecord' || !takesAway(undo)) && leads(undo.record));
  const gone = undos.filter((undo) => undo.kind === 'updateRecord' || takesAway(undo)).map(({ id }) => id);
  return isBack || records.some((record) => record.enabled && leads(record) && !gone.includes(record.id));
}
