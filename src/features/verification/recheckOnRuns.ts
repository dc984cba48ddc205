import type { StepId } from '../../core/onboarding/run/run.js';
import type { RunBoard } from '../../core/onboarding/run/runBoard.js';
import { isUnfinished } from '../../core/onboarding/run/runRecord.js';
import type { Disposable } from '../../core/signal.js';

/** Steps whose end changes the result of a check. */
const seenSteps: readonly StepId[] = ['certificate', 'served', 'record', 'resolved', 'afterSwitch'];

/**
 * Calls `onNews` when a run of a domain (in the CDN API's spelling) has completed or undone one of these steps, and when
 * the run has ended.
 */
export function recheckOnRuns(
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
    // A loaded or removed run has changed nothing.
    if ([...known].some(([id, ends]) => before.has(id) && before.get(id) !== ends)) onNews();
  });
}
