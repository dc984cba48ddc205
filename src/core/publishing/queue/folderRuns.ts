import type { Tally } from '../publishStore.js';

/** What the runs of Publish Folder let happen now, by the numbers of their places. */
export interface FolderRuns {
  /** Deletes in these wait for the uploads of their run: a page must not lose a file before the page that no longer needs it is there. */
  readonly blockedDeletes: readonly number[];
  /** Those of runs; the rest are saves and single files, which no run holds up. */
  readonly ofRuns: readonly number[];
  /** Those of runs that have more to send. */
  readonly sending: readonly number[];
  /** Entries in these wait for a directory refresh that is sent once, when all of its files are there. */
  readonly waitingForVia: readonly number[];
}

/** Reads it from the tally of an account. */
export function readFolderRuns(tally: readonly Tally[]): FolderRuns {
  const unsent = new Set<string>();
  const sending = new Set<string>();
  for (const { batch, act, stage } of tally) {
    if (batch === undefined || act === 'delete') continue;
    if (stage === 'send' || stage === 'conflict' || stage === 'held' || stage === 'failed') unsent.add(batch);
    if (stage === 'send') sending.add(batch);
  }
  // Deletes that may begin are part of what a directory refresh waits for.
  for (const { batch, act, stage } of tally)
    if (batch !== undefined && act === 'delete' && stage === 'send' && !unsent.has(batch)) sending.add(batch);
  const placesOf = (fits: (row: Tally) => boolean) => [...new Set(tally.filter(fits).map(({ place }) => place))];
  return {
    ofRuns: placesOf(({ batch }) => batch !== undefined),
    sending: placesOf(({ batch = '' }) => sending.has(batch)),
    blockedDeletes: placesOf(({ batch = '', act }) => act === 'delete' && unsent.has(batch)),
    waitingForVia: placesOf(({ batch = '', hasVia }) => hasVia && sending.has(batch)),
  };
}
