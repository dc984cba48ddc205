import { reconsiderRun } from '../../core/onboarding/run/reconsiderRun.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import { guard } from '../../host/commands.js';
import type { FeatureDeps } from '../../host/deps.js';
import { showInformation, withProgress } from '../../host/display.js';
import { checkText } from './checkText.js';

type Deps = Pick<FeatureDeps, 'board' | 'clock' | 'log'>;

/** Checks a run at once, whatever it waits for, and says what was found and when the next check is. */
export function checkRun(deps: Deps, run: RunView): void {
  void guard(deps.log, 'check onboarding', async () => {
    const found = await awaitCheck(deps, run.record.id, () => reconsiderRun(deps.board, run));
    if (found) await showInformation(checkText(found));
  });
}

/** The run once a look at the cloud that `start` begins has ended; `undefined` when there is none, as after a pause. */
export function awaitCheck({ board, clock }: Deps, id: string, start: () => unknown): Promise<RunView | undefined> {
  const since = clock.now();
  const find = () => board.runs.find(({ record }) => record.id === id);
  const checked = new Promise<RunView | undefined>((resolve) => {
    let isSeen = find()?.activity === 'here';
    const subscription = board.onDidChange(() => {
      const run = find();
      const isWorking = run?.activity === 'here' || run?.activity === 'finished';
      const isStopped = !run || (isSeen && run.activity === 'idle');
      isSeen ||= isWorking;
      const isChecked = run?.check !== undefined && run.check.begunAt >= since;
      if (!isChecked && !isStopped) return;
      subscription.dispose();
      resolve(isChecked ? run : undefined);
    });
  });
  void start();
  return Promise.resolve(withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => checked));
}
