import { isErrorOf, throwIfAborted } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';
import { findSameCname, leadingTypes } from './conflicts.js';

/** Errors of a lost answer. The change may have been made, so the records are read again. */
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
  /** The wanted record if it exists. A paused one is resumed if nothing conflicts; otherwise `changed` takes its place. */
  readonly ours?: DnsRecord | undefined;
  /** Our record before an earlier switch changed it. It is restored when it has to give way. */
  readonly former?: DnsRecord | undefined;
  /** Conflicting records. */
  readonly existing?: readonly DnsRecord[];
  /** The conflicting record that becomes the wanted one, from `findChanged`; absent if the wanted one is enabled. */
  readonly changed?: DnsRecord | undefined;
  /** Records that an earlier attempt of the same switch paused. */
  readonly pausedBefore?: readonly DnsRecord[];
}

/** The context of a switch. */
interface SwitchContext {
  readonly cloud: Pick<CloudPorts, 'dns'>;
  readonly signal: AbortSignal;
}

/**
 * Chooses the record that a switch changes into the wanted one after it has paused the others. So name servers always
 * give the old answer or the wanted record, and resolvers never cache its absence. Prefers an IPv4 address, since fewest
 * visitors are affected while the others are paused. Independent of the order.
 */
export function findChanged(existing: readonly DnsRecord[]): DnsRecord | undefined {
  const rank = ({ type }: DnsRecord) =>
    leadingTypes.includes(type) ? leadingTypes.indexOf(type) : leadingTypes.length;
  return [...existing].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))[0];
}

/**
 * Pauses all conflicting records but one, and changes that one into ours, so that the name always has a record. A paused
 * copy of ours is deleted first or gets its former content, since DNS takes no second one. After a refusal the paused
 * records are resumed. The signal does not stop a started switch, so that no record stays paused.
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

/** The fields of a record that are written. */
export function toFields({ zone, rr, type, value, ttl, line, priority }: DnsRecord): NewRecord {
  return { zone, rr, type, value, ttl, line, ...(priority !== undefined && { priority }) };
}

/**
 * Writes a switch that nothing continues later. After a lost answer the records are read again, and paused ones are
 * resumed unless ours is in place. Resolves if the switch was made after all.
 */
export async function writeSwitchOnce(context: SwitchContext, change: RecordSwitch): Promise<void> {
  try {
    await writeSwitch(context, change);
  } catch (error) {
    if (!(await settle(context.cloud.dns, change).catch(() => false))) throw error;
  }
}

/** Returns whether a switch is in effect. Otherwise resumes the records that it paused. */
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

/** Resumes each record even if others fail; throws the first error at the end. */
async function resumeAll(dns: DnsPort, records: readonly DnsRecord[], signal: AbortSignal): Promise<void> {
  let failure: unknown;
  for (const record of records) {
    await dns.updateRecordState(record.id, true, signal).catch((error: unknown) => {
      failure ??= error;
    });
  }
  if (failure !== undefined) throw failure;
}
