import { AppError, isErrorOf, throwIfAborted } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';
import { findSameCname, leadingTypes } from './conflicts.js';

/** The kinds of errors after which a change may have been made although its answer was lost, so that the records have to be read again. */
const lost = [
  'recordDuplicate',
  'unavailable',
  'timeout',
  'offline',
  'proxyRefused',
  'badAnswer',
  'cancelled',
] as const;

/** A wanted record and the records that it replaces. */
interface RecordSwitch {
  readonly wanted: NewRecord;
  /** The wanted record, if it already exists. A paused one is resumed if nothing conflicts with it; otherwise `changed` takes its place. */
  readonly ours?: DnsRecord | undefined;
  /** The content of our record before an earlier switch changed it. It is restored if our record has to give way. */
  readonly former?: DnsRecord | undefined;
  /** The records that conflict with the wanted one. */
  readonly existing?: readonly DnsRecord[];
  /** The conflicting record that becomes the wanted one, as returned by `findChanged`; absent if the wanted record is already enabled. */
  readonly changed?: DnsRecord | undefined;
  /** The records that an earlier attempt at the same switch paused. */
  readonly pausedBefore?: readonly DnsRecord[];
}

/** The dependencies of a switch. */
interface SwitchContext {
  readonly cloud: Pick<CloudPorts, 'dns'>;
  readonly signal: AbortSignal;
}

/**
 * Chooses the record that a switch changes into the wanted one after it has paused the others. Name servers then always return the old answer or the wanted
 * record, and resolvers never cache that there is none. Prefers an IPv4 address, since fewest visitors are affected while the others are paused. The order
 * of `existing` does not matter.
 */
export function findChanged(existing: readonly DnsRecord[]): DnsRecord | undefined {
  const rank = ({ type }: DnsRecord) =>
    leadingTypes.includes(type) ? leadingTypes.indexOf(type) : leadingTypes.length;
  return [...existing].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))[0];
}

/**
 * Pauses all conflicting records but one and changes that one into ours, so that the name always has a record. A paused copy of ours is first deleted or
 * gets its former content back, since DNS accepts no second one. If a change is refused, or a record was changed elsewhere meanwhile, the paused records are
 * resumed. Once begun, a switch ignores the signal, so that no record stays paused.
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
      await requireUnchanged(dns, record, whole);
      await dns.updateRecordState(record.id, false, whole);
      paused.push(record);
    }
    if (changed && ours) {
      await requireUnchanged(dns, ours, whole);
      await (former ? dns.updateRecord(ours.id, toFields(former), whole) : dns.deleteRecord(ours.id, whole));
    }
    if (changed) {
      await requireUnchanged(dns, changed, whole);
      await dns.updateRecord(changed.id, { ...wanted, line: changed.line }, whole);
    } else if (!ours) await dns.createRecord(wanted, whole);
    else if (!ours.enabled) {
      await requireUnchanged(dns, ours, whole);
      await dns.updateRecordState(ours.id, true, whole);
    }
  } catch (error) {
    if (!isErrorOf(error, ...lost)) await resumeAll(dns, paused, whole);
    throw error;
  }
}

/**
 * Reads a record again right before it is written, since DNS has no conditional write. Throws `invalidInput` (`changedSince`) if it is no longer as it was
 * shown to the user, or is gone.
 */
export async function requireUnchanged(dns: DnsPort, shown: DnsRecord, signal: AbortSignal): Promise<void> {
  const now = (await dns.listRecords(shown.zone, shown.rr, signal)).find(({ id }) => id === shown.id);
  const textOf = (record: DnsRecord) => JSON.stringify([toFields(record), record.enabled]);
  if (!now || textOf(now) !== textOf(shown))
    throw new AppError('invalidInput', { code: 'changedSince', subject: `${shown.rr} ${shown.type}` });
}

/** Returns those fields of a record that can be written. */
export function toFields({ zone, rr, type, value, ttl, line, priority }: DnsRecord): NewRecord {
  return { zone, rr, type, value, ttl, line, ...(priority !== undefined && { priority }) };
}

/**
 * Writes a switch that is not continued later. If an answer was lost, the records are read again, and paused ones are resumed unless our record is in place.
 * Resolves if the switch was made after all; otherwise throws the error.
 */
export async function writeSwitchOnce(context: SwitchContext, change: RecordSwitch): Promise<void> {
  try {
    await writeSwitch(context, change);
  } catch (error) {
    if (!(await settle(context.cloud.dns, change).catch(() => false))) throw error;
  }
}

/** Returns whether a switch is in effect. If it is not, resumes the records that it paused. */
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

/** Resumes the records one by one, even if some fail. Throws the first error at the end. */
async function resumeAll(dns: DnsPort, records: readonly DnsRecord[], signal: AbortSignal): Promise<void> {
  let failure: unknown;
  for (const record of records) {
    await dns.updateRecordState(record.id, true, signal).catch((error: unknown) => {
      failure ??= error;
    });
  }
  if (failure !== undefined) throw failure;
}
