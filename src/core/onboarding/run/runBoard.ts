import type { Listen } from '../../signal.js';
import type { OnboardingPlan, RunAnswers, RunView } from './run.js';

/** All onboardings of the signed-in account, as every window shares them. */
export interface RunBoard {
  readonly onDidChange: Listen<void>;
  /** What was read last; empty before `load`. */
  readonly runs: readonly RunView[];
  /** Whether the person has the runs before their eyes; set by the view that shows them. */
  watched: boolean;
  /** Reads the saved runs again and goes on with those that are neither finished nor waiting for the person. */
  load(): Promise<void>;
  /**
   * Saves a new run (or finds the one for the same domain) and starts working on it; answers its id. Throws
   * `runElsewhere` when another window works on the domain with another plan.
   */
  start(plan: OnboardingPlan): Promise<string>;
  /** Looks again at once: at a wait, a question or a failure. */
  recheck(id: string): void;
  /** Keeps what the person decided and goes on. */
  answer(id: string, answers: Partial<RunAnswers>): Promise<void>;
  /** Keeps what the person decided, without going on with a run that rests. */
  keep(id: string, answers: Partial<RunAnswers>): Promise<void>;
  /** Stops working on it in this window; nothing is undone. */
  pause(id: string): void;
  /** Forgets the run on this computer; the cloud stays as it is. */
  remove(id: string): Promise<void>;
}
