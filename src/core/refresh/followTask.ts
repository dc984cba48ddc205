/** A running refresh or prefetch by hand, with its texts. */
export interface FollowedTask {
  readonly kind: 'refresh' | 'prefetch';
  /** The running operation, such as "Refreshing: http://img.example.com/a.css". */
  readonly text: string;
  /** The text when it is done. */
  readonly done: string;
  /** The usual duration. */
  readonly usual: string;
}

/** Work that reports its progress in percent and ends early with the signal. */
type Followed<T> = (report: (percent: number) => void, signal: AbortSignal) => Promise<T>;

/** Shows a task behind the status bar item while the work waits for it; `undefined` if the user no longer waits. */
export type Follow = <T>(task: FollowedTask, work: Followed<T>) => Promise<T | undefined>;
