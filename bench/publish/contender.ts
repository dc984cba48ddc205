import type { EarlierObject } from './window.js';

/** The work of a contender; each is answered with its result. */
export type Job =
  /** Puts all files of a folder into the bucket; `earlier` is what the ledger has of them. */
  | {
      readonly kind: 'publish';
      readonly folder: string;
      readonly names: readonly string[];
      readonly earlier?: readonly EarlierObject[];
      /** Also waits until the edge serves all of them. */
      readonly untilFresh?: boolean;
    }
  /** Saves one file so many times, one after the other. */
  | { readonly kind: 'save'; readonly folder: string; readonly times: number };

/** How publishing a folder went. */
export interface PublishResult {
  /** From the confirmation until the last PUT is answered, ms. */
  readonly ms: number;
  /** The same until the edge has shown each of them, ms. */
  readonly freshMs?: number;
  /** Comparing the folder with the bucket before, ms. */
  readonly planMs?: number;
}

/** One save; all times in ms since it was requested. */
export interface SaveResult {
  readonly putMs: number;
  readonly refreshMs: number;
  /** Between the answer to the PUT and the next request of the engine; 0 for a script. */
  readonly debounceMs: number;
}
