import type { UserAsk } from '../../core/onboarding/run/asks.js';
import type { RunAnswers } from '../../core/onboarding/run/run.js';

/**
 * Whether what was answered to one question answers another as well: what only shows how things stand may differ, such as a status.
 * An answer that approves something, or leaves it, is about exactly what its question named.
 */
export function answersToo(answers: Partial<RunAnswers>, asked: UserAsk, now: UserAsk): boolean {
  const isExact = answers.approvals !== undefined || answers.left !== undefined;
  const names: readonly string[] = isExact ? ['kind', 'purpose', 'approval', 'leave'] : ['kind', 'purpose'];
  const read = (ask: UserAsk, name: string) => (ask as Readonly<Record<string, unknown>>)[name];
  return names.every((name) => read(asked, name) === read(now, name));
}

/**
 * Whether a list about one question still fits what is asked now: the same is to be done, whatever differs of what it only shows,
 * such as addresses that name servers give in turns, or the RequestId of a refusal.
 */
export function isStillAsked(asked: UserAsk, now: UserAsk | undefined): boolean {
  return now !== undefined && answersToo({ approvals: {} }, asked, now) && toTask(asked) === toTask(now);
}

function toTask(ask: UserAsk): string {
  // The records of a zone are what is to be done about; those that name servers return only show how things stand.
  const names = ['error', 'outcome', 'status', ...(ask.kind === 'recordConflict' ? [] : ['existing'])];
  const stable = Object.entries(ask).filter(([name]) => !names.includes(name));
  const refusal = 'error' in ask && ask.error ? [ask.error.kind, ask.error.details.code] : [];
  return JSON.stringify([stable, refusal]);
}
