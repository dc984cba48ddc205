import type { Tally } from '../publishStore.js';
import { unsentStages } from '../queueEntry.js';

/** The places that decide what may happen now in the runs of Publish Folder, as lists of place numbers (see `Tally.place`). */
export interface FolderRuns {
  /** Places that wait for earlier turns of the same batch: pages wait for the files they use, and deletes wait for the pages that used the object. */
  readonly early: readonly number[];
  /** Places that belong to runs. All other places hold saves and single files, which no run blocks. */
  readonly ofRuns: readonly number[];
  /** Places of runs that still have files to send. */
  readonly sending: readonly number[];
  /** Places whose entries wait for a directory refresh, which is submitted once after all files are sent. */
  readonly waitingForVia: readonly number[];
}

/** Derives the state of all runs from the tally of an account. */
export function readFolderRuns(tally: readonly Tally[]): FolderRuns {
  const unsent = new Set<string>();
  const sending = new Set<string>();
  for (const { batch, act, stage } of tally) {
    if (batch === undefined || act === 'delete') continue;
    if (stage === 'failed' || unsentStages.some((each) => each === stage)) unsent.add(batch);
    if (stage === 'send') sending.add(batch);
  }
  // A directory refresh also waits for deletes that may begin.
  for (const { batch, act, stage } of tally)
    if (batch !== undefined && act === 'delete' && stage === 'send' && !unsent.has(batch)) sending.add(batch);
  const placesOf = (fits: (row: Tally) => boolean) => [...new Set(tally.filter(fits).map(({ place }) => place))];
  const turns = readTurns(tally);
  const isEarly = (row: Tally) => row.turn > (turns.get(togetherWith(row)) ?? row.turn);
  return {
    ofRuns: placesOf(({ batch }) => batch !== undefined),
    sending: placesOf(({ batch = '' }) => sending.has(batch)),
    // Nothing is deleted before the user has decided about every upload of its run. A page is sent despite a failed file, which is shown.
    early: placesOf((row) => isEarly(row) || (row.act === 'delete' && unsent.has(row.batch ?? ''))),
    waitingForVia: placesOf(({ batch = '', hasVia }) => hasVia && sending.has(batch)),
  };
}

/** Returns the lowest turn of each batch that still has entries to send. */
function readTurns(tally: readonly Tally[]): ReadonlyMap<string, number> {
  const turns = new Map<string, number>();
  for (const row of tally) {
    if (row.stage !== 'send') continue;
    const name = togetherWith(row);
    turns.set(name, Math.min(row.turn, turns.get(name) ?? row.turn));
  }
  return turns;
}

/** Returns the name of the batch that an entry belongs to: its run, or its mapped folder if it was saved. */
function togetherWith({ batch, root }: Tally): string {
  return batch === undefined ? `folder ${root}` : `run ${batch}`;
}
