import type { StepId } from '../../core/onboarding/run/run.js';
import type { RunBoard } from '../../core/onboarding/run/runBoard.js';
import { isUnfinished } from '../../core/onboarding/run/runRecord.js';
import type { Disposable } from '../../core/signal.js';

/** The steps whose end changes what a check of the domain finds. */
const seenSteps: readonly StepId[] = ['certificate', 'served', 'record', 'resolved', 'afterSwitch'];

/** Tells `onNews` when a run of a domain (as the CDN API writes it) has done one of these steps, when one was undone, and when the run has ended. */
export function followRuns(
  board: Pick<RunBoard, 'runs' | 'onDidChange'>,
  domain: string,
  onNews: () => void,
): Disposable {
  const look = () =>
    new Map(
      board.runs
        .filter(({ record }) => record.plan.domain === domain)
        .map((run) => {
          const ends = seenSteps.map((id) => run.record.steps[id].state === 'done');
          return [run.record.id, [isUnfinished(run), ...ends].join()] as const;
        }),
    );
  let known = look();
  return board.onDidChange(() => {
    const before = known;
    known = look();
    // One that is loaded or removed has changed nothing.
    if ([...known].some(([id, ends]) => before.has(id) && before.get(id) !== ends)) onNews();
  });
}
