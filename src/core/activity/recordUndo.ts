import { findConflicts, leadingTypes } from '../dns/conflicts.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import { type ActivityEntry, type ChangeEntry, canUndo } from './activity.js';
import { type ChangeOf, switchesRecord } from './change.js';
import { readUndoState } from './resources.js';

/** The changes of DNS records that must be undone together. Undoing only one would leave the name without a record, or be refused. */
interface RecordUndo {
  /** The changes in the order in which they must be undone. */
  readonly entries: readonly RecordEntry[];
  /** Whether some enabled record still leads visitors of the name to a server afterwards. Absent if the undo does not affect visitors. */
  readonly leadsOn?: boolean;
}

/** All changes in the list, and the cloud in which one is to be undone. */
interface UndoContext {
  readonly entries: readonly ActivityEntry[];
  readonly cloud: Pick<CloudPorts, 'cdn' | 'dns' | 'oss'>;
  readonly signal: AbortSignal;
}

type RecordChange = ChangeOf<'record'>;
type RecordEntry = ChangeEntry<'record'>;

/**
 * Returns whether a change concerns a DNS record that still exists and can be undone. Undoing the change then deletes, resumes, pauses or rewrites this
 * record.
 */
export function isOfPresentRecord(entry: ActivityEntry): entry is RecordEntry {
  return canUndo(entry) && entry.change.kind === 'record' && entry.change.after !== null;
}

/**
 * Finds the changes to undo together with a change of a record, and their order. Records that were paused for this record are resumed after it is gone or
 * restored. A record that replaced a paused one is deleted before that one is resumed.
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

/** Returns whether another change of the same name must be undone together with this one. */
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

/** The effect of an undo: it takes the record `gone` away and brings the record `back` back. Both are set if one is turned into the other. */
interface UndoEffect {
  readonly gone?: NewRecord | undefined;
  readonly back?: NewRecord | undefined;
}

function effectOf(change: RecordChange): UndoEffect {
  const { before, after } = change;
  if (!switchesRecord(change)) return { gone: after?.record, back: before?.record };
  return before?.enabled ? { back: before.record } : { gone: before?.record };
}

/** Returns whether a CNAME stays a CNAME, or another record stays another type. In both cases no other record was paused for it or conflicts with it. */
function keepsPlace(change: RecordChange): boolean {
  const { gone, back } = effectOf(change);
  return gone !== undefined && back !== undefined && (gone.type === 'CNAME') === (back.type === 'CNAME');
}

/** Returns whether undoing the change makes room for other records. If not, the undo needs room itself. */
function takesAway(change: RecordChange): boolean {
  const { gone, back } = effectOf(change);
  return gone !== undefined && back?.type !== 'CNAME';
}

/** Returns whether visitors reach a server through this record. */
function leads(record: NewRecord | undefined): boolean {
  return record !== undefined && leadingTypes.includes(record.type);
}

function leadsOn(parts: readonly RecordEntry[], records: readonly DnsRecord[]): boolean {
  const isGone = (id: string) => parts.some(({ change }) => change.at.id === id && effectOf(change).gone !== undefined);
  const isBack = parts.some(({ change }) => leads(effectOf(change).back));
  return isBack || records.some((record) => record.enabled && leads(record) && !isGone(record.id));
}
