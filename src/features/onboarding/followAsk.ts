import type { UserAsk } from '../../core/onboarding/run/asks.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import type { RunBoard } from '../../core/onboarding/run/runBoard.js';
import { mayPass, openStep } from '../../core/onboarding/run/runRecord.js';
import type { Disposable } from '../../core/signal.js';
import { isStillAsked } from '../questions/questions.js';
import type { AskFinding } from '../questions/runQuestion.js';
import { findRun } from './checkRun.js';
import { checkText } from './checkText.js';

/** A question that is shown to the user, and its run as it was then; none is `asked` of a run that has not started. */
interface ShownAsk {
  readonly before: RunView;
  readonly asked: UserAsk | undefined;
}

/** What a run asks; `undefined` while it asks nothing. */
export function askOf(run: RunView | undefined): UserAsk | undefined {
  const state = run && openStep(run.record)?.state;
  return state?.state === 'needsUser' ? state.ask : undefined;
}

/**
 * What a check of a run found, and whether the question `asked`, which was shown as the run was in `before`, is still open. A check
 * that fails for now, as without a network, settles no question.
 */
export function findAsk(checked: RunView, { before, asked }: ShownAsk): AskFinding {
  const state = openStep(checked.record)?.state;
  const failsForNow = state?.state === 'failed' && mayPass(state.error);
  const isOpen = !asked || failsForNow || isStillAsked(asked, askOf(checked));
  return { said: checkText(checked, before), isStillAsked: isOpen };
}

/**
 * Tells `listener` at once what a check has found since `before`, and then what each further one finds. A run that is no longer there
 * asks nothing, and nothing is said of it.
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
