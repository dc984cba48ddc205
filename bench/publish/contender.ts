import type { EarlierObject } from './window.js';

/** The work of a contender: it puts all files of a folder into the bucket, and answers with a `PublishResult`. */
export interface Job {
  readonly folder: string;
  readonly names: readonly string[];
  /** The ledger's rows of these files. */
  readonly earlier?: readonly EarlierObject[];
  /** Also waits until the edge serves all of them. */
  readonly untilFresh?: boolean;
}

/** How publishing a folder went. */
export interface PublishResult {
  /** From the confirmation until the last PUT is answered, ms. */
  readonly ms: number;
  /** The same until the edge has shown each of them, ms. */
  readonly freshMs?: number;
  /** Comparing the folder with the bucket before, ms. */
  readonly planMs?: number;
}
