/** A refresh or prefetch by hand that CDN works on, in the user's language. */
export interface FollowedTask {
  readonly kind: 'refresh' | 'prefetch';
  /** What is under way, such as "Refreshing: http://img.example.com/a.css". */
  readonly text: string;
  /** What it is called once it is done. */
  readonly done: string;
  /** How long it usually takes. */
  readonly usual: string;
}

/** Work that says how far it has come, in percent, and ends early with the signal. */
type Followed<T> = (report: (percent: number) => void, signal: AbortSignal) => Promise<T>;

/** Shows a task behind the status bar item while the work waits for it; `undefined` when the user no longer waits. */
export type Follow = <T>(task: FollowedTask, work: Followed<T>) => Promise<T | undefined>;
