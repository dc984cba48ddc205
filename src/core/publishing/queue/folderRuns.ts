import type { Tally } from '../publishStore.js';

/** What the runs of Publish Folder let happen now, by the numbers of their places. */
export interface FolderRuns {
  /** What is in these waits for earlier turns of what is sent together: a page for the files that it refers to, a delete for the page that no longer needs the object. */
  readonly early: readonly number[];
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
  const turns = readTurns(tally);
  const isEarly = (row: Tally) => row.turn > (turns.get(togetherWith(row)) ?? row.turn);
  return {
    ofRuns: placesOf(({ batch }) => batch !== undefined),
    sending: placesOf(({ batch = '' }) => sending.has(batch)),
    // Nothing is deleted before the user has decided about every upload of its run. A page is sent beside a file that failed, which is shown.
    early: placesOf((row) => isEarly(row) || (row.act === 'delete' && unsent.has(row.batch ?? ''))),
    waitingForVia: placesOf(({ batch = '', hasVia }) => hasVia && sending.has(batch)),
  };
}

/** The first turn that is not over yet, of each of what is sent together. */
function readTurns(tally: readonly Tally[]): ReadonlyMap<string, number> {
  const turns = new Map<string, number>();
  for (const row of tally) {
    if (row.stage !== 'send') continue;
    const name = togetherWith(row);
    turns.set(name, Math.min(row.turn, turns.get(name) ?? row.turn));
  }
  return turns;
}

/** Names what an entry is sent together with: its run, or else what is saved in the mapped folder. */
function togetherWith({ batch, root }: Tally): string {
  return batch === undefined ? `folder ${root}` : `run ${batch}`;
}
