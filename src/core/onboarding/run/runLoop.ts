import type { Session } from '../../account.js';
import { AppError, toAppError } from '../../errors.js';
import type { ClockPort, DocumentStore } from '../../ports/local.js';
import type { MappingPort } from './mappingPort.js';
import type { RunCheck, RunRecord, RunView } from './run.js';
import { type Advance, type AdvanceEnd, advance } from './runner.js';
import { isFinished, openStep } from './runRecord.js';
import { readRun, writeRun } from './runStore.js';
import type { Step } from './step.js';

/** The dependencies of the work on runs. */
export interface RunDeps {
  readonly store: DocumentStore;
  readonly session: Session;
  readonly clock: ClockPort;
  readonly mapping: MappingPort;
  /** Loads the function that finds the registrable domain of a name. */
  readonly loadRootOf: () => Promise<(name: string) => string>;
  /** Returns the name servers that must see the CNAME before it counts as visible. */
  readonly resolvers: () => readonly string[];
  /** Returns the servers to query instead of the zone's own name servers. */
  readonly authoritativeServers: () => readonly string[];
}

/** The dependencies of the work on one run. */
export interface RunContext extends RunDeps {
  show(record: RunRecord, activity: RunView['activity']): void;
  /**
   * Whether the run was already finished in an earlier session. Its done steps are then observed again only at the user's request, since this window may
   * have another workspace open.
   */
  readonly resumesFinished: boolean;
  /** Called when a check of the cloud has ended. */
  checked(check: RunCheck): void;
  /** Called when the run no longer exists, since a window removed it. */
  forget(): void;
  /** Creates a signal that aborts when the user requests a recheck. */
  wake(): AbortSignal;
  readonly signal: AbortSignal;
}

/** How long a lease on a run lasts unless it is renewed, in ms. */
const leaseMs = 90_000;
/** How often a run is read again while another window works on it, in ms. */
const watchMs = 5_000;
/** The longest pause between two checks of a waiting step, ms: in the first hour, and later. */
const longestPauseMs = { first: 60_000, later: 600_000 };
const hourMs = 3_600_000;
/** How the pause between two checks of a waiting step grows, in ms. For each wait of this length, the pause grows by its initial length. */
const stretchMs = 120_000;
/** Done steps are observed again once both this time and this number of turns have passed, since they may have been undone by hand. */
const wholeLook = { ms: 60_000, turns: 8 };
/** An unfinished run stops after this long until a recheck, ms: a weekend's review and a DNS change of 72 hours have ended by then. */
const deadlineMs = 7 * 24 * hourMs;

/** Works on a run until it is finished, needs only the user, failed permanently, or the signal aborts. Never rejects. */
export async function workOnRun(id: string, options: RunContext, steps: readonly Step[]): Promise<void> {
  const startedAt = options.clock.now();
  let mayRestart = !options.resumesFinished;
  let fromStart = mayRestart;
  let whole = { at: startedAt, turns: 0 };
  while (!options.signal.aborted && options.clock.now() - startedAt < deadlineMs) {
    const wake = options.wake();
    if (mayRestart && whole.turns >= wholeLook.turns && options.clock.now() - whole.at >= wholeLook.ms)
      fromStart = true;
    whole = fromStart ? { at: options.clock.now(), turns: 1 } : { ...whole, turns: whole.turns + 1 };
    const begunAt = options.clock.now();
    const pauseMs = await turn(id, fromStart, options, steps);
    options.checked({ begunAt, endedAt: options.clock.now(), ...(pauseMs !== undefined && { nextMs: pauseMs }) });
    // A wake during the turn is handled at once: its news may have been missed.
    if (pauseMs === undefined && !wake.aborted) break;
    fromStart = !(await pause(wake.aborted ? 0 : (pauseMs ?? 0), wake, options));
    mayRestart ||= fromStart;
  }
  await options.store.release(id).catch(() => undefined);
}

/** Does one turn of work on a run. Resolves to the pause until the next turn in ms; `undefined` if no turn follows. */
async function turn(
  id: string,
  fromStart: boolean,
  options: RunContext,
  steps: readonly Step[],
): Promise<number | undefined> {
  try {
    const mine = await options.store.lease(id, leaseMs);
    const record = await readRun(id, options.store);
    if (!record) {
      // The window with the lease is about to write it.
      if (!mine) return watchMs;
      options.forget();
      return undefined;
    }
    if (!mine) {
      options.show(record, 'elsewhere');
      return isFinished(record) && !openStep(record) ? undefined : watchMs;
    }
    options.show(record, 'here');
    const end = await advance(record, { ...(await toAdvance(options)), fromStart, steps });
    return end.finished ? undefined : stretch(end, options.clock.now());
  } catch (error) {
    const { kind } = toAppError(error);
    return kind === 'cancelled' || kind === 'notSignedIn' || options.signal.aborted ? undefined : watchMs;
  }
}

async function toAdvance(options: RunContext): Promise<Omit<Advance, 'fromStart' | 'steps'>> {
  const context: Advance['context'] = {
    cloud: await options.session.cloud(),
    mapping: options.mapping,
    rootOf: await options.loadRootOf(),
    resolvers: options.resolvers(),
    authoritativeServers: options.authoritativeServers(),
    signal: options.signal,
  };
  const save = async (record: RunRecord) => {
    if (options.signal.aborted) return;
    if (!(await writeRun(record, options.store))) {
      options.forget();
      throw new AppError('cancelled');
    }
    options.show(record, 'here');
  };
  return { context, now: options.clock.now, save };
}

function stretch(end: AdvanceEnd, now: number): number | undefined {
  if (end.recheckMs === undefined) return undefined;
  const stuck = openStep(end.record)?.state;
  const elapsed = stuck && 'since' in stuck ? now - stuck.since : 0;
  const longest = elapsed > hourMs ? longestPauseMs.later : longestPauseMs.first;
  return Math.min(Math.round(end.recheckMs * (1 + elapsed / stretchMs)), Math.max(longest, end.recheckMs));
}

/** Sleeps and then renews the lease. Resolves to `true` after the full time, and to `false` if it was woken earlier. */
async function pause(ms: number, wake: AbortSignal, { clock, signal }: RunContext): Promise<boolean> {
  try {
    await clock.sleep(ms, AbortSignal.any([wake, signal]));
    return true;
  } catch {
    return false;
  }
}
