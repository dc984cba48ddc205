import { findConflicts } from '../dns/conflicts.js';
import type { ExistingRecord } from '../dns/existingRecords.js';
import { fullName } from '../dns/hostNames.js';
import type { AppError } from '../errors.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import type { AskOf } from './run/asks.js';
import type { RunFacts } from './run/facts.js';
import { type Observation, type StepContext, toStepFailure } from './run/step.js';

/** Completes the record step without a CNAME, as the user chose. */
export function leaveRecord(facts: RunFacts): Observation {
  return {
    kind: 'done',
    skipped: true,
    note: 'leftAsIs',
    facts: { ...facts, record: { ...facts.record, left: true } },
  };
}

/** The facts after nothing is left as it was. */
export function forgetLeft(facts: RunFacts): RunFacts {
  return { ...facts, record: { ...facts.record, left: false } };
}

/** The question to have a CNAME added in Alibaba Cloud DNS, which this account may read but not change. */
export async function toAddRecord(
  wanted: NewRecord,
  refusal: AppError,
  context: StepContext,
): Promise<AskOf<'addRecordElsewhere'>> {
  const { cloud, signal } = context;
  const records = await cloud.dns.listRecords(wanted.zone, wanted.rr, signal);
  const existing = findConflicts(wanted.rr, records).flatMap(toExisting);
  const { value, ttl } = wanted;
  const shown = { host: fullName(wanted), value, ttl, ...(existing.length > 0 && { existing }) };
  return { kind: 'addRecordElsewhere', ...shown, barred: true, error: toStepFailure(refusal, context) };
}

function toExisting({ type, value }: DnsRecord): readonly ExistingRecord[] {
  return type === 'CNAME' || type === 'A' || type === 'AAAA' ? [{ type, value }] : [];
}
