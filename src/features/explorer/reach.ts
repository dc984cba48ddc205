import { Disposable, type TreeView } from 'vscode';
import { isErrorOf } from '../../core/errors.js';
import type { ClockPort } from '../../core/ports/local.js';
import { type Listen, Signal } from '../../core/signal.js';
import type { GroupId, Node } from './node.js';

/**
 * The first pause before another attempt, and the longest, in ms: a person who watches the view waits no longer once the
 * network is back.
 */
const [firstPauseMs, longestPauseMs] = [10_000, 60_000];

/** Which groups could not be read since the network, or a proxy, did not let the request through. */
export class Reach {
  private readonly lost = new Set<GroupId>();
  private readonly changed = new Signal<void>();
  readonly onDidChange: Listen<void> = this.changed.event;

  /** The groups to try again; none while all of them can be reached. */
  get groups(): readonly GroupId[] {
    return [...this.lost];
  }

  /** Takes what a reading of a group gave; answers whether it could be reached. */
  note(id: GroupId, rows: readonly Node[]): boolean {
    const failed = rows.find((row) => row.kind === 'failed');
    const isLost = isErrorOf(failed?.error, 'offline') || isErrorOf(failed?.error, 'proxyRefused');
    if (isLost) this.lost.add(id);
    else this.lost.delete(id);
    this.changed.fire();
    return !isLost;
  }

  /** Before everything is read again. */
  clear(): void {
    this.lost.clear();
    this.changed.fire();
  }
}

/** While the view is shown and a group is out of reach, tries again in growing pauses; a hidden view sends nothing. */
export function retryWhileShown(
  view: Pick<TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
  { reach, retry }: { readonly reach: Reach; retry(signal: AbortSignal): Promise<void> },
  clock: Pick<ClockPort, 'sleep'>,
): Disposable {
  let work: AbortController | undefined;
  const run = async ({ signal }: AbortController) => {
    for (let pause = firstPauseMs; !signal.aborted; pause = Math.min(2 * pause, longestPauseMs)) {
      await clock.sleep(pause, signal);
      await retry(signal);
    }
  };
  const stop = () => {
    work?.abort();
    work = undefined;
  };
  const follow = () => {
    if (!view.visible || reach.groups.length === 0) return stop();
    if (work) return;
    work = new AbortController();
    // The sleep ends with the signal.
    void run(work).catch(() => undefined);
  };
  follow();
  return Disposable.from(view.onDidChangeVisibility(follow), reach.onDidChange(follow), { dispose: stop });
}
