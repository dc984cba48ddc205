import type { DnsRecord, NewRecord } from '../ports/dns.js';
import { type RunAnswers, type RunFacts, recordKey } from './run.js';

/** What an answer must say for exactly this record to be written once. */
export function recordApproval(record: NewRecord, { recordsWritten = 0 }: RunFacts): string {
  return recordsWritten === 0 ? recordKey(record) : `${recordKey(record)} (${recordsWritten})`;
}

/** What an answer must say for exactly this record to be written after exactly these were paused. */
export function switchApproval(record: NewRecord, paused: readonly DnsRecord[], facts: RunFacts): string {
  const others = paused.map((each) => `${each.id} ${recordKey(each)}`).sort();
  return [recordApproval(record, facts), ...others].join(' | ');
}

/** Says whether the record may be written: a switch that was approved goes on after a crash in which the old records were already paused. */
export function isApproved(record: NewRecord, facts: RunFacts, answers: RunAnswers): boolean {
  const approval = recordApproval(record, facts);
  return answers.approvedRecord === approval || answers.approvedSwitch?.split(' | ')[0] === approval;
}

/** The facts once the record stands: the approval that wrote it is used up. */
export function useApproval(record: NewRecord, facts: RunFacts, answers: RunAnswers): RunFacts {
  if (!isApproved(record, facts, answers)) return facts;
  return { ...facts, recordsWritten: (facts.recordsWritten ?? 0) + 1 };
}
