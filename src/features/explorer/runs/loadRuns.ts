import { isUnfinished } from '../../../core/onboarding/run/runRecord.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';
import type { StateKey } from '../../../host/stateKeys.js';

type Deps = Pick<FeatureDeps, 'session' | 'board' | 'log' | 'memory'>;

const openRunKey: StateKey = 'hasOpenRun';

/**
 * Makes what reads the runs of the signed-in account: while their rows are visible, and after a reload where one of them was
 * unfinished, which continues without its rows. A window without any does not open the store.
 */
export function createRunLoader({ session, board, log, memory }: Deps, view: { readonly visible: boolean }) {
  const hasOpenRun = () => board.runs.some(isUnfinished);
  const wasOpen = () => memory.get<boolean>(openRunKey) ?? false;
  const note = async (isOpen: boolean) => {
    if (isOpen !== wasOpen()) await memory.set(openRunKey, isOpen);
  };
  return {
    load: () => {
      board.watched = view.visible;
      if (!session.account || !(view.visible || wasOpen())) return;
      void guard(log, 'load runs', async () => {
        await board.load();
        await note(hasOpenRun());
      });
    },
    /** Keeps for the next session that a run is unfinished; that none is left is known after the next load only. */
    keep: () => {
      if (hasOpenRun()) void guard(log, 'note open run', () => note(true));
    },
  };
}
