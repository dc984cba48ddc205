import { showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import { reconsiderRun } from '../../core/onboarding/reconsiderRun.js';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import type { RunRecord, RunView, StepId } from '../../core/onboarding/run/run.js';
import type { RunBoard } from '../../core/onboarding/run/runBoard.js';
import { currentStep, isRecordLeft, mayPass, openStep } from '../../core/onboarding/run/runRecord.js';
import type { Disposable } from '../../core/signal.js';
import { timeOfDay } from '../../core/text/timeText.js';
import { guard } from '../../host/commands.js';
import type { FeatureDeps } from '../../host/deps.js';
import { showInformation, withProgress } from '../../host/display.js';
import { isStillAsked, questionOf } from '../questions/questions.js';
import type { AskFinding } from '../questions/runQuestion.js';
import { stateText, stepLabel } from '../questions/stepText.js';

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

/** The result of a run's last check since `before`, its time, and the next check, in one sentence. */
export function checkText(run: RunView, before: Pick<RunView, 'record'> = run): string {
  const name = showDomain(run.record.plan.domain);
  if (run.activity === 'elsewhere' || !run.check) return l10n.t('{0}: another window works on it', name);
  const { endedAt, nextMs } = run.check;
  const found = foundText(run.record, openStep(before.record)?.id, endedAt);
  return nextMs === undefined
    ? l10n.t('{0}: {1}. Checked at {2}', name, found, timeOfDay(endedAt))
    : l10n.t(
        '{0}: {1}. Checked at {2}, next check at {3}',
        name,
        found,
        timeOfDay(endedAt),
        timeOfDay(endedAt + nextMs),
      );
}

function foundText(record: RunRecord, asked: StepId | undefined, now: number): string {
  const step = openStep(record);
  if (!step) return l10n.t('all steps are complete');
  const { id, state } = step;
  // What the next step lacks does not answer a recheck of this one.
  if (asked && record.steps[asked].state === 'done' && state.state !== 'failed')
    return l10n.t('{0}; next: {1}', stepLabel(asked, record.steps[asked]), stepLabel(id, state));
  return state.state === 'needsUser' ? questionOf(state.ask).missing() : stateText(state, now);
}

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
