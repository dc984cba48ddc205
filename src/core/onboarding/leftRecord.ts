import type { DnsRecord, NewRecord } from '../ports/dns.js';
import { type RunAnswers, type RunFacts, type RunRecord, type RunView, recordKey } from './run/run.js';
import type { RunBoard } from './run/runBoard.js';
import type { Observation } from './run/step.js';

/** What an answer must say to leave exactly these records as they are, in place of the wanted one. */
export function leaveText(wanted: NewRecord, existing: readonly DnsRecord[]): string {
  const others = existing.map((each) => `${each.id} ${recordKey(each)}`).sort();
  return [recordKey(wanted), ...others].join(' | ');
}

/**
 * What an answer must say to leave as it is what DNS elsewhere shows of a name. Name servers show its addresses in
 * turns, so they are no part of it.
 */
export function leaveElsewhereText(name: string, target: string): string {
  return `${name} CNAME ${target}`;
}

/** The step of the record ends without a CNAME, at the person's wish. */
export function leaveRecord(facts: RunFacts): Observation {
  return { kind: 'done', skipped: true, note: 'leftAsIs', facts: { ...facts, recordLeft: true } };
}

/** The facts where nothing is left as it was. */
export function forgetLeft({ recordLeft: _recordLeft, ...facts }: RunFacts): RunFacts {
  return facts;
}

/** Whether the run got to its end without the CNAME, at the person's wish. */
export function isRecordLeft({ facts }: Pick<RunRecord, 'facts'>): boolean {
  return facts.recordLeft === true;
}

/** What a person may leave as it is or leave out, with the answer under which the run asks about it again. */
const forgotten = { leftRecords: '', leftBinding: '', leftHost: '', skipBinding: false } as const satisfies RunAnswers;

/** Looks at a run again because the person says so: once it is finished, that is also about what they left as it is. */
export async function lookAgain(board: Pick<RunBoard, 'answer' | 'recheck'>, { record, activity }: RunView) {
  const left = Object.entries(forgotten).filter(([key]) => record.answers[key as keyof typeof forgotten]);
  if (activity === 'finished' && left.length > 0) return board.answer(record.id, Object.fromEntries(left));
  board.recheck(record.id);
}
