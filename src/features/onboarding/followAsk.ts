import type { UserAsk } from '../../core/onboarding/run/asks.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import type { RunBoard } from '../../core/onboarding/run/runBoard.js';
import { mayPass, openStep } from '../../core/onboarding/run/runRecord.js';
import type { Disposable } from '../../core/signal.js';
import { isStillAsked } from '../questions/questions.js';
import type { AskFinding } from '../questions/runQuestion.js';
import { findRun } from './checkRun.js';
import { checkText } from './checkText.js';

/** A shown question with its run at that time; `asked` is absent for a run that has not started. */
interface ShownAsk {
  readonly before: RunView;
  readonly asked: UserAsk | undefined;
}

/** The current question of a run; `undefined` without one. */
export function askOf(run: RunView | undefined): UserAsk | undefined {
  const state = run && openStep(run.record)?.state;
  return state?.state === 'needsUser' ? state.ask : undefined;
}

/**
 * The result of a check, and whether the question `asked`, shown with the run `before`, is still open. A temporarily
 * failed check settles no question.
 */
export function findAsk(checked: RunView, { before, asked }: ShownAsk): AskFinding {
  const state = openStep(checked.record)?.state;
  const failsForNow = state?.state === 'failed' && mayPass(state.error);
  const isOpen = !asked || failsForNow || isStillAsked(asked, askOf(checked));
  return { said: checkText(checked, before), isStillAsked: isOpen };
}

/**
 * Calls `listener` with the result of checks since `before`, now and after each further one. A removed run asks nothing
 * and is not reported.
 */
export function followAsk(
  board: Pick<RunBoard, 'runs' | 'onDidChange'>,
  shown: ShownAsk,
  listener: (finding: AskFinding) => void,
): Disposable {
  let { check } = shown.before;
  const look = () => {
    const run = findRun(board, shown.before.record.id);
    if (run && (!run.check || run.check === check)) return;
    check = run?.check;
    listener(run ? findAsk(run, shown) : { isStillAsked: false });
  };
  const subscription = board.onDidChange(look);
  look();
  return subscription;
}
