import type { Session } from '../../account.js';
import { AppError, toAppError } from '../../errors.js';
import type { ClockPort, DocumentStore } from '../../ports/local.js';
import type { RunFacts } from './facts.js';
import type { MappingPort } from './mappingPort.js';
import type { RunCheck, RunRecord, RunView, StepState } from './run.js';
import { isFinished, isOptional, mayPass, openStep } from './runRecord.js';
import { readRun, writeRun } from './runStore.js';
import type { Observation, Step, StepContext } from './step.js';

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
/**
 * The maximum number of acts of a step in a row. A step that exceeds it counts as failed, since its acts change nothing. A certificate takes 6, and a
 * postponed one follows the binding with its origin host within the same step.
 */
const mostActs = 16;
/** The pause before a run tries again after a temporary failure, in ms. */
const retryMs = 10_000;

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

/** The dependencies of an advance of a run. */
interface Advance {
  readonly steps: readonly Step[];
  readonly context: Omit<StepContext, 'plan' | 'facts' | 'answers' | 'before' | 'now'>;
  /** Whether done steps are observed again too, since they may have been undone by hand. */
  readonly fromStart: boolean;
  now(): number;
  /** Called after every change of the record, and before and after every act. */
  save(record: RunRecord): Promise<void>;
}

/** The result of an advance. `recheckMs` is the time in ms until it is useful to check again; absent if only the user can continue. */
interface AdvanceEnd {
  readonly record: RunRecord;
  readonly finished: boolean;
  readonly recheckMs?: number;
}

/** Advances a run as far as possible; stops at the first step that waits, needs the user or failed. */
export async function advance(start: RunRecord, options: Advance): Promise<AdvanceEnd> {
  let record = start;
  let looking = options.fromStart || openStep(record) === undefined;
  const last = options.steps.findLast(({ id }) => !isOptional(start.plan, id));
  for (const step of options.steps) {
    const { state } = record.steps[step.id];
    if (!looking && state === 'done') continue;
    // When a run is called finished, nothing may have been undone.
    if (step === last && !options.fromStart) return advance(record, { ...options, fromStart: true });
    // After a step that has to be done again, the later ones are in doubt.
    looking = true;
    // A recheck keeps the row until there is news; that of a recommended step would flicker.
    if (state === 'pending' || (state === 'failed' && !isOptional(record.plan, step.id)))
      record = await put(record, step, running(options), options);
    const end = await perform(record, step, options);
    record = end.record;
    if (!end.finished && isOptional(record.plan, step.id)) return { ...end, record: await keepSure(record, options) };
    if (!end.finished) return end;
  }
  return { record: await keepSure(record, options), finished: true };
}

/** Saves that every required step was observed again, so that nothing later counts as possibly undone. */
async function keepSure(record: RunRecord, options: Advance): Promise<RunRecord> {
  return record.unsure ? keep({ ...record, unsure: false }, options) : record;
}

function running(options: Advance): StepState {
  return { state: 'running', since: options.now() };
}

async function perform(start: RunRecord, step: Step, options: Advance): Promise<AdvanceEnd> {
  let record = start;
  let refusal: AppError | undefined;
  for (let acts = 0; ; acts++) {
    let seen: Observation;
    try {
      seen = await look(step, record, refusal, options);
    } catch (error) {
      return fail(record, step, toAppError(error), options);
    }
    if (seen.kind !== 'todo') return settle(record, step, seen, options);
    if (!step.act || acts >= mostActs)
      return fail(record, step, refusal ?? toAppError(new Error('no progress')), options);
    record = await begin(record, step, seen.facts, options);
    ({ record, refusal } = await tryAct(step, record, options));
  }
}

/** Saves the facts that an act relies on. A done step becomes `running` before it acts again, so that it is still open after a crash. */
async function begin(record: RunRecord, step: Step, facts: RunFacts | undefined, options: Advance): Promise<RunRecord> {
  const known = facts ? { ...record, facts } : record;
  if (record.steps[step.id].state === 'done') return put(known, step, running(options), options);
  return facts ? keep(known, options) : record;
}

/** Observes a step. If its act was just refused, the refusal is explained only if there is still something to do; throws it if there is no explanation. */
async function look(
  step: Step,
  record: RunRecord,
  refusal: AppError | undefined,
  options: Advance,
): Promise<Observation> {
  const context = contextOf(step, record, options);
  const seen = await step.observe(context);
  if (!refusal || seen.kind !== 'todo') return seen;
  const explained = await step.explain?.(refusal, context);
  if (explained) return explained;
  throw refusal;
}

async function tryAct(
  step: Step,
  start: RunRecord,
  options: Advance,
): Promise<{ record: RunRecord; refusal: AppError | undefined }> {
  let record = start;
  const note = async (facts: RunFacts) => {
    record = await keep({ ...record, facts }, options);
  };
  try {
    await step.act?.({ ...contextOf(step, start, options), note });
    return { record, refusal: undefined };
  } catch (error) {
    const known = toAppError(error);
    if (known.kind === 'cancelled') throw known;
    return { record, refusal: known };
  }
}

async function settle(
  record: RunRecord,
  step: Step,
  seen: Exclude<Observation, { kind: 'todo' }>,
  options: Advance,
): Promise<AdvanceEnd> {
  const since = options.now();
  if (seen.kind === 'done') {
    const facts = seen.facts ?? record.facts;
    if (JSON.stringify(facts) !== JSON.stringify(record.facts)) await options.save({ ...record, facts });
    const { skipped, note } = seen;
    const state: StepState = { state: 'done', since, ...(skipped && { skipped }), ...(note && { note }) };
    return { record: await put({ ...record, facts }, step, state, options), finished: true };
  }
  const state: StepState =
    seen.kind === 'waiting'
      ? { state: 'waiting', since, reason: seen.reason }
      : { state: 'needsUser', since, ask: seen.ask };
  const { facts } = seen;
  const known = facts ? await keep({ ...record, facts }, options) : record;
  return stop(await put(known, step, state, options), seen.recheckMs);
}

async function fail(record: RunRecord, step: Step, error: AppError, options: Advance): Promise<AdvanceEnd> {
  if (error.kind === 'cancelled') throw error;
  const failure = { kind: error.kind, details: error.details };
  const state: StepState = { state: 'failed', since: options.now(), error: failure };
  return stop(await put(record, step, state, options), mayPass(error) ? retryMs : undefined);
}

function stop(record: RunRecord, recheckMs: number | undefined): AdvanceEnd {
  return { record, finished: false, ...(recheckMs === undefined ? {} : { recheckMs }) };
}

async function put(record: RunRecord, step: Step, state: StepState, options: Advance): Promise<RunRecord> {
  const before = record.steps[step.id];
  // An unchanged step keeps its time, so that "elapsed" is right.
  const same = before.state === state.state && kindOf(before) === kindOf(state) && 'since' in before;
  const kept = same && 'since' in state ? { ...state, since: before.since } : state;
  if (JSON.stringify(kept) === JSON.stringify(before)) return record;
  // Otherwise a finished run would be finished again as soon as this step is, even after a crash.
  const undone = before.state === 'done' && state.state !== 'done' && !isOptional(record.plan, step.id);
  const steps = { ...record.steps, [step.id]: kept };
  return keep({ ...record, steps, unsure: record.unsure || undone }, options);
}

function kindOf(state: StepState): string {
  if (state.state === 'waiting') return state.reason.kind;
  return state.state === 'needsUser' ? state.ask.kind : state.state;
}

async function keep(record: RunRecord, options: Advance): Promise<RunRecord> {
  await options.save(record);
  return record;
}

function contextOf({ id }: Step, { plan, facts, answers, steps }: RunRecord, options: Advance): StepContext {
  return { ...options.context, plan, facts, answers, before: steps[id], now: options.now() };
}
