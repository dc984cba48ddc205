import type { DnsRecord, NewRecord } from '../ports/dns.js';
import { type OnceKind, type RunAnswers, type RunFacts, recordKey } from './run/run.js';
import type { StepContext } from './run/step.js';

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

/** The facts once the record stands under this id: the approval that wrote it is used up. */
export function useApproval(record: NewRecord, id: string, facts: RunFacts, answers: RunAnswers): RunFacts {
  if (!isApproved(record, facts, answers)) return facts;
  return { ...facts, recordsWritten: (facts.recordsWritten ?? 0) + 1, ownRecord: id };
}

/** What an answer must say for this to be done once; `what` names exactly what. */
export function onceApproval(kind: OnceKind, what: string, { served }: RunFacts): string {
  return `${what} (${served?.[kind] ?? 0})`;
}

/** The facts once this is seen done: the approval for it is used up. */
export function serveOnce(kind: OnceKind, what: string, facts: RunFacts, answer: string | undefined): RunFacts {
  if (answer !== onceApproval(kind, what, facts)) return facts;
  return { ...facts, served: { ...facts.served, [kind]: (facts.served?.[kind] ?? 0) + 1 } };
}

/** Says whether the domain may be created: the review of the form approved it once, every further time is asked about. */
export function mayCreateDomain({ plan, facts, answers }: Pick<StepContext, 'plan' | 'facts' | 'answers'>): boolean {
  if (!facts.served?.domain) return true;
  return answers.approvedDomain === onceApproval('domain', plan.domain, facts);
}

/** The facts once the domain is seen on CDN, however it came there. */
export function serveDomain({ plan, facts, answers }: Pick<StepContext, 'plan' | 'facts' | 'answers'>): RunFacts {
  if (!facts.served?.domain) return { ...facts, served: { ...facts.served, domain: 1 } };
  return serveOnce('domain', plan.domain, facts, answers.approvedDomain);
}

/** The facts once this is seen, however it came about: an approval for it, or the wish to leave it, is used up. */
export function serveSeen(
  kind: OnceKind,
  what: string,
  facts: RunFacts,
  answers: readonly (string | undefined)[],
): RunFacts {
  const served = facts.served?.[kind] ?? 0;
  const count = served === 0 || answers.includes(onceApproval(kind, what, facts)) ? served + 1 : served;
  return count === served ? facts : { ...facts, served: { ...facts.served, [kind]: count } };
}
