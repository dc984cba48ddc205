import { AppError, toAppError } from '../../errors.js';
import type { RunRecord } from './run.js';
import type { RunContext } from './runContext.js';
import { type Advance, type AdvanceEnd, advance } from './runner.js';
import { isFinished, isFormer, openStep } from './runRecord.js';
import { readRun, writeRun } from './runStore.js';
import type { Step } from './step.js';

/** How long a window keeps the right to work on a run without saying so again, ms. */
const leaseMs = 90_000;
/** How often another window's work is polled, ms. */
const watchMs = 5_000;
/** The longest pause between two looks while a step waits, ms: for the first hour, and after it. */
const longestPauseMs = { first: 60_000, later: 600_000 };
const hourMs = 3_600_000;
/** Backoff: a wait that lasted this long is polled half as often, and so on, ms. */
const stretchMs = 120_000;
/** Completed steps are observed again after this time and this many turns: they may have been undone by hand. */
const wholeLook = { ms: 60_000, turns: 8 };
/**
 * A run that has not finished after this long rests until the user rechecks it, ms: a review over a weekend and a DNS change
 * of 72 hours have ended by then.
 */
const deadlineMs = 7 * 24 * hourMs;

/** Works on a run until it is finished, needs only the user, failed for good, or the signal fires. Never rejects. */
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
    // A wake that came while the turn was under way is answered at once: its news may not have been seen.
    if (pauseMs === undefined && !wake.aborted) break;
    fromStart = !(await pause(wake.aborted ? 0 : (pauseMs ?? 0), wake, options));
    mayRestart ||= fromStart;
  }
  await options.store.release(id).catch(() => undefined);
}

/** One turn; answers how long to wait for the next, in ms, or `undefined` when there is none. */
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
      // The window that holds the lease is about to write it.
      if (!mine) return watchMs;
      options.forget();
      return undefined;
    }
    if (isFormer(record)) {
      options.show(record, 'idle');
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

/** Sleeps, keeping the lease; answers true when the time ran out, false when it was woken. */
async function pause(ms: number, wake: AbortSignal, { clock, signal }: RunContext): Promise<boolean> {
  try {
    await clock.sleep(ms, AbortSignal.any([wake, signal]));
    return true;
  } catch {
    return false;
  }
}
