import { isErrorOf, throwIfAborted } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';
import { findSameCname, leadingTypes } from './conflicts.js';

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

/** A record to be there, and those that make way for it. */
interface RecordSwitch {
  readonly wanted: NewRecord;
  /** The wanted record where it is there; when paused, it is resumed where nothing is in the way, and gives way to `changed` else. */
  readonly ours?: DnsRecord | undefined;
  /** Our record as it was before an earlier switch changed it: it becomes that again where it gives way. */
  readonly former?: DnsRecord | undefined;
  /** Those in the way. */
  readonly existing?: readonly DnsRecord[];
  /** Which of them becomes the wanted record, as `findChanged` says; absent where the wanted one is enabled. */
  readonly changed?: DnsRecord | undefined;
  /** Those that an earlier try of the same switch has paused. */
  readonly pausedBefore?: readonly DnsRecord[];
}

/** Where a switch is written. */
interface SwitchContext {
  readonly cloud: Pick<CloudPorts, 'dns'>;
  readonly signal: AbortSignal;
}

/**
 * The record that a switch changes into the wanted one after it has paused the others, so that name servers tell at every moment
 * what they told before or the wanted record: what is paused alone is remembered by resolvers as absent. An IPv4 address where
 * there is one, since fewest visitors lose their way while the others are paused. The same one for the same records in any order.
 */
export function findChanged(existing: readonly DnsRecord[]): DnsRecord | undefined {
  const rank = ({ type }: DnsRecord) =>
    leadingTypes.includes(type) ? leadingTypes.indexOf(type) : leadingTypes.length;
  return [...existing].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))[0];
}

/**
 * Pauses the conflicting records but one, and changes that one into ours, so that the name is never without a record. A paused copy of
 * ours is deleted before, or is again what it was, since DNS takes no second record like it. When any of that is refused, those that were paused are resumed. So
 * that none stays paused, the signal stops no switch that was begun.
 */
export async function writeSwitch(
  { cloud: { dns }, signal }: SwitchContext,
  { wanted, ours, former, existing = [], changed, pausedBefore = [] }: RecordSwitch,
): Promise<void> {
  throwIfAborted(signal);
  const paused = [...pausedBefore];
  const whole = new AbortController().signal;
  try {
    for (const record of existing.filter(({ id }) => id !== changed?.id)) {
      await dns.updateRecordState(record.id, false, whole);
      paused.push(record);
    }
    if (changed && ours)
      await (former ? dns.updateRecord(ours.id, toFields(former), whole) : dns.deleteRecord(ours.id, whole));
    if (changed) await dns.updateRecord(changed.id, { ...wanted, line: changed.line }, whole);
    else if (!ours) await dns.createRecord(wanted, whole);
    else if (!ours.enabled) await dns.updateRecordState(ours.id, true, whole);
  } catch (error) {
    if (!isErrorOf(error, ...lost)) await resumeAll(dns, paused, whole);
    throw error;
  }
}

/** All that is written of a record. */
export function toFields({ zone, rr, type, value, ttl, line, priority }: DnsRecord): NewRecord {
  return { zone, rr, type, value, ttl, line, ...(priority !== undefined && { priority }) };
}

/**
 * The same where nothing continues it later: after a lost answer the records are looked at again, and what is paused is resumed
 * unless ours has taken its place. Resolves where the switch was made after all.
 */
export async function writeSwitchOnce(context: SwitchContext, change: RecordSwitch): Promise<void> {
  try {
    await writeSwitch(context, change);
  } catch (error) {
    if (!(await settle(context.cloud.dns, change).catch(() => false))) throw error;
  }
}

/** Whether a switch is in effect; where ours does not stand, those that were to make way for it are resumed. */
async function settle(dns: DnsPort, { wanted, existing = [], changed }: RecordSwitch): Promise<boolean> {
  const { signal } = new AbortController();
  const records = await dns.listRecords(wanted.zone, wanted.rr, signal);
  const others = records.filter(({ id }) => id !== changed?.id && existing.some((each) => each.id === id));
  if (findSameCname(records, wanted.value)?.enabled) return others.every(({ enabled }) => !enabled);
  await resumeAll(
    dns,
    others.filter(({ enabled }) => !enabled),
    signal,
  );
  return false;
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
