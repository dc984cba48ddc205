import type { Memory } from '../../../core/ports/local.js';
import type { OnboardingAnswers } from './answers.js';

const key = 'onboardingDraft';

/** Answers of a form that was closed before its end, kept for the account that they belong to. */
export interface Draft {
  read(): Partial<OnboardingAnswers>;
  write(answers: Partial<OnboardingAnswers>): void;
  clear(): Promise<void>;
}

/** The draft of one account in this person's memory. */
export function openDraft(memory: Memory, accountId: string): Draft {
  return {
    read() {
      const kept = memory.get<{ readonly accountId: string; readonly answers: Partial<OnboardingAnswers> }>(key);
      return kept?.accountId === accountId ? kept.answers : {};
    },
    write: (answers) => void memory.set(key, { accountId, answers }),
    clear: () => memory.set(key, undefined),
  };
}
