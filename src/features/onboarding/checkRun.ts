import { reconsiderRun } from '../../core/onboarding/reconsiderRun.js';
import type { RunRecord, RunView } from '../../core/onboarding/run/run.js';
import type { RunBoard } from '../../core/onboarding/run/runBoard.js';
import { currentStep, isRecordLeft } from '../../core/onboarding/run/runRecord.js';
import type { Disposable } from '../../core/signal.js';
import { guard } from '../../host/commands.js';
import type { FeatureDeps } from '../../host/deps.js';
import { showInformation, withProgress } from '../../host/display.js';
import { checkText } from './checkText.js';

type Deps = Pick<FeatureDeps, 'board' | 'clock' | 'log'>;

/**
 * Checks a run now and reports the result and the next check, unless the run itself reports it. `start` begins the
 * check, for example with an answer.
 */
export function checkRun(deps: Deps, run: RunView, start: () => unknown = () => reconsiderRun(deps.board, run)): void {
  void guard(deps.log, 'check onboarding', async () => {
    const found = await awaitCheck(deps, run.record.id, start);
    if (found && !bringsNews(run, found)) await showInformation(checkText(found, run));
  });
}

/**
 * Returns the run after the check that `start` begins; `undefined` if there is none, as after a pause. Rejects as
 * `start` does, and if the run loop cannot be loaded.
 */
export function awaitCheck({ board, clock }: Deps, id: string, start: () => unknown): Promise<RunView | undefined> {
  const since = clock.now();
  let subscription: Disposable | undefined;
  const checked = new Promise<RunView | undefined>((resolve, reject) => {
    let [isStarted, isSeen] = [false, findRun(board, id) !== undefined];
    const look = () => {
      const run = findRun(board, id);
      if (run?.check !== undefined && run.check.begunAt >= since) return resolve(run);
      isSeen ||= run !== undefined;
      const isStopped = run ? isStarted && (run.activity === 'idle' || run.error !== undefined) : isSeen;
      if (isStopped && run?.error) reject(run.error);
      else if (isStopped) resolve(undefined);
    };
    subscription = board.onDidChange(look);
    Promise.resolve(start()).then(() => {
      isStarted = true;
      look();
    }, reject);
  }).finally(() => subscription?.dispose());
  return Promise.resolve(withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => checked));
}

/** The run of this id on the board. */
export function findRun(board: Pick<RunBoard, 'runs'>, id: string | undefined): RunView | undefined {
  return board.runs.find(({ record }) => record.id === id);
}

/** Returns whether visitors reach the domain through CDN, and the run changes nothing for them automatically. */
export function isDelivered(record: RunRecord): boolean {
  const { resolved, afterSwitch } = record.steps;
  if (resolved.state !== 'done' || resolved.skipped) return false;
  const state = currentStep(record)?.state.state;
  return afterSwitch.state === 'done' || state === 'needsUser' || state === 'failed';
}

/** Returns whether the run has reached a state since `before` that is reported without a check too. */
function bringsNews(before: RunView, { record, activity }: RunView): boolean {
  if (isDelivered(record) && !isDelivered(before.record)) return true;
  const isToldAtEnd = record.plan.task !== undefined || isRecordLeft(record);
  return activity === 'finished' && before.activity !== 'finished' && isToldAtEnd;
}
