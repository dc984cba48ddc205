import type { RunAnswers, UserAsk } from '../../../core/onboarding/run/run.js';

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
