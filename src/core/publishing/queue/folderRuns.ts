import type { Tally } from '../publishStore.js';

/** What may happen now in runs of Publish Folder, by place number. */
export interface FolderRuns {
  /** Places that wait for earlier turns of their batch: a page for its files, a delete for the page that no longer needs the object. */
  readonly early: readonly number[];
  /** Places of runs. The rest are saves and single files, which no run blocks. */
  readonly ofRuns: readonly number[];
  /** Places of runs with more to send. */
  readonly sending: readonly number[];
  /** Places that wait for a directory refresh, which is sent once after all files. */
  readonly waitingForVia: readonly number[];
}

/** Computes it from the tally of an account. */
export function readFolderRuns(tally: readonly Tally[]): FolderRuns {
  const unsent = new Set<string>();
  const sending = new Set<string>();
  for (const { batch, act, stage } of tally) {
    if (batch === undefined || act === 'delete') continue;
    if (stage === 'send' || stage === 'conflict' || stage === 'held' || stage === 'failed') unsent.add(batch);
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

/** The first unfinished turn of each batch. */
function readTurns(tally: readonly Tally[]): ReadonlyMap<string, number> {
  const turns = new Map<string, number>();
  for (const row of tally) {
    if (row.stage !== 'send') continue;
    const name = togetherWith(row);
    turns.set(name, Math.min(row.turn, turns.get(name) ?? row.turn));
  }
  return turns;
}

/** Identifies a batch: a run, or the saves of a mapped folder. */
function togetherWith({ batch, root }: Tally): string {
  return batch === undefined ? `folder ${root}` : `run ${batch}`;
}
