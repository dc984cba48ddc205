import { ProgressLocation } from 'vscode';
import type { ClockPort } from '../../core/ports/local.js';
import { withProgress } from '../display.js';

/** VS Code shows such a notification for at least 0.8 s. After quick work it would cover the next message. */
const delayMs = 1_000;

interface Progress {
  readonly message: string;
  /** The part of the work that is done, 0 to 100. Without it the bar only moves. */
  readonly percent?: number;
}

/** Runs work and shows a notification with a Cancel button if the work takes longer than a second. Rejects if the work rejects. */
export async function withDelayedProgress<T>(
  clock: Pick<ClockPort, 'sleep'>,
  title: string,
  work: (report: (progress: Progress) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cancelled = new AbortController();
  const ended = new AbortController();
  let missed: Progress | undefined;
  let show = (progress: Progress) => {
    missed = progress;
  };
  let shown = 0;
  const result = work((progress) => show(progress), cancelled.signal);
  const options = { location: ProgressLocation.Notification, cancellable: true, title };
  const appear = () =>
    withProgress(options, (notification, token) => {
      token.onCancellationRequested(() => cancelled.abort());
      show = ({ message, percent }) => {
        // VS Code adds increments up. Work that is repeated does not move the bar back.
        const increment = Math.max(0, (percent ?? 0) - shown);
        shown += increment;
        notification.report({ message, ...(percent !== undefined && { increment }) });
      };
      if (missed) show(missed);
      return Promise.allSettled([result]);
    });
  // The pause rejects when the work ends.
  void clock.sleep(delayMs, ended.signal).then(appear, () => undefined);
  try {
    return await result;
  } finally {
    ended.abort();
  }
}
