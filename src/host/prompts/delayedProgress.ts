import { ProgressLocation } from 'vscode';
import type { ClockPort } from '../../core/ports/local.js';
import { withProgress } from '../display.js';

/** VS Code shows such a notification for at least 0.8 s. After quick work it would cover the next message. */
const delayMs = 1_000;

/** A progress report of VS Code. */
interface Progress {
  readonly message: string;
  /** Percent since the last report. */
  readonly increment?: number;
}

/** Runs work with a cancellable notification, which appears after a second. Rejects as the work does. */
export async function withDelayedProgress<T>(
  clock: Pick<ClockPort, 'sleep'>,
  title: string,
  work: (report: (progress: Progress) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cancelled = new AbortController();
  const ended = new AbortController();
  let missed: Progress | undefined;
  let show = (progress: Progress) => {
    const increments = [missed, progress].flatMap((each) => each?.increment ?? []);
    // With a number VS Code shows the progress; without one the bar only moves.
    const increment = increments.reduce((sum, each) => sum + each, 0);
    missed = { message: progress.message, ...(increments.length > 0 && { increment }) };
  };
  const result = work((progress) => show(progress), cancelled.signal);
  const options = { location: ProgressLocation.Notification, cancellable: true, title };
  const appear = () =>
    withProgress(options, (notification, token) => {
      token.onCancellationRequested(() => cancelled.abort());
      show = (progress) => notification.report(progress);
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
