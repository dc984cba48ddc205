import { Disposable, type TreeView } from 'vscode';
import type { ClockPort } from '../../core/ports/local.js';

/** Does the work each time that so many ms have passed while the view was shown without a pause. */
export function repeatWhileShown(
  view: Pick<TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
  clock: Pick<ClockPort, 'sleep'>,
  ms: number,
  work: () => Promise<void>,
): Disposable {
  let shown = new AbortController();
  const repeat = async ({ signal }: AbortController) => {
    while (!signal.aborted) {
      await clock.sleep(ms, signal);
      await work();
    }
  };
  const follow = () => {
    shown.abort();
    shown = new AbortController();
    // The sleep ends with the signal.
    if (view.visible) void repeat(shown).catch(() => undefined);
  };
  follow();
  return Disposable.from(view.onDidChangeVisibility(follow), { dispose: () => shown.abort() });
}
