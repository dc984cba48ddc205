/** A refresh or prefetch that the user started by hand and that is still running, with the texts to show. */
export interface FollowedTask {
  readonly kind: 'refresh' | 'prefetch';
  /** The text while the task runs, such as "Refreshing: http://img.example.com/a.css". */
  readonly text: string;
  /** The text when the task is done. */
  readonly done: string;
  /** The text that tells how long such a task usually takes. */
  readonly usual: string;
}

/** The work that waits for a task. It reports its progress in percent and ends early if the signal aborts. */
type Followed<T> = (report: (percent: number) => void, signal: AbortSignal) => Promise<T>;

/** Shows a task in the status bar while `work` waits for it. Resolves to the result, or `undefined` if the user no longer wants to wait. */
export type Follow = <T>(task: FollowedTask, work: Followed<T>) => Promise<T | undefined>;
