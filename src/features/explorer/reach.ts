import { Disposable, type TreeView } from 'vscode';
import { isErrorOf } from '../../core/errors.js';
import type { ClockPort } from '../../core/ports/local.js';
import { type Listen, Signal } from '../../core/signal.js';
import type { GroupId, Node } from './node.js';

/** The first and the longest pause between retries, ms. After the network is back, a user who watches the view waits no longer than the longest pause. */
const [firstPauseMs, longestPauseMs] = [10_000, 60_000];

/** Keeps track of the groups that could not be read because of the network or a proxy. */
export class Reach {
  private readonly lost = new Set<GroupId>();
  private readonly changed = new Signal<void>();
  readonly onDidChange: Listen<void> = this.changed.event;

  /** The groups to retry. Empty if all groups can be reached. */
  get groups(): readonly GroupId[] {
    return [...this.lost];
  }

  /** Records the result of reading a group. Returns whether the group could be reached. */
  note(id: GroupId, rows: readonly Node[]): boolean {
    const failed = rows.find((row) => row.kind === 'failed');
    const isLost = isErrorOf(failed?.error, 'offline') || isErrorOf(failed?.error, 'proxyRefused');
    if (isLost) this.lost.add(id);
    else this.lost.delete(id);
    this.changed.fire();
    return !isLost;
  }

  /** Forgets all failures. Called before everything is read again. */
  clear(): void {
    this.lost.clear();
    this.changed.fire();
  }
}

/** Retries with growing pauses, as long as the view is visible and a group cannot be reached. */
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
    // The sleep rejects when the signal aborts.
    void run(work).catch(() => undefined);
  };
  follow();
  return Disposable.from(view.onDidChangeVisibility(follow), reach.onDidChange(follow), { dispose: stop });
}

/** Returns whether rows could not be read because there is no network. */
export function isOffline(rows: readonly Node[]): boolean {
  return rows.some((row) => row.kind === 'failed' && isErrorOf(row.error, 'offline'));
}
