import { type AppError, toAppError } from '../../errors.js';
import type { RunFacts } from './facts.js';
import type { RunRecord, StepState } from './run.js';
import { isOptional, mayPass, openStep } from './runRecord.js';
import type { Observation, Step, StepContext } from './step.js';

/**
 * A step that needs more acts than this in a row counts as failed: one that changes nothing must not spin. A certificate takes 6, and one
 * that was put off follows in the same step on the binding with its origin host.
 */
const mostActs = 16;
/** Temporary failures are retried after this, in ms. */
const retryMs = 10_000;

/** What an advance needs besides the record. */
export interface Advance {
  readonly steps: readonly Step[];
  readonly context: Omit<StepContext, 'plan' | 'facts' | 'answers' | 'before' | 'now'>;
  /** Observes completed steps again too: they may have been undone by hand. */
  readonly fromStart: boolean;
  now(): number;
  /** Called with the record after every change, before and after every act. */
  save(record: RunRecord): Promise<void>;
}

/** Where an advance ended: `recheckMs` is when the next poll makes sense, absent when only the user can continue. */
export interface AdvanceEnd {
  readonly record: RunRecord;
  readonly finished: boolean;
  readonly recheckMs?: number;
}

/** Advances a run as far as possible now; stops at the first step that waits, needs the user or failed. */
export async function advance(start: RunRecord, options: Advance): Promise<AdvanceEnd> {
  let record = start;
  let looking = options.fromStart || openStep(record) === undefined;
  const last = options.steps.findLast(({ id }) => !isOptional(start.plan, id));
  for (const step of options.steps) {
    const { state } = record.steps[step.id];
    if (!looking && state === 'done') continue;
    // Nothing may have been undone by the time that a run is called finished.
    if (step === last && !options.fromStart) return advance(record, { ...options, fromStart: true });
    // Behind a step that has to be done again, nothing is sure to hold any more.
    looking = true;
    // A recheck of a known state leaves the row as it is until there is news; that of a recommended step would come and go.
    if (state === 'pending' || (state === 'failed' && !isOptional(record.plan, step.id)))
      record = await put(record, step, running(options), options);
    const end = await perform(record, step, options);
    record = end.record;
    if (!end.finished && isOptional(record.plan, step.id)) return { ...end, record: await keepSure(record, options) };
    if (!end.finished) return end;
  }
  return { record: await keepSure(record, options), finished: true };
}

/** Every step that has to be done was observed again. */
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

/** Saves what the act relies on. A completed step becomes `running` before it acts again, so that a crash leaves it open. */
async function begin(record: RunRecord, step: Step, facts: RunFacts | undefined, options: Advance): Promise<RunRecord> {
  const known = facts ? { ...record, facts } : record;
  if (record.steps[step.id].state === 'done') return put(known, step, running(options), options);
  return facts ? keep(known, options) : record;
}

/** Looks at the cloud; after a refused act, what the refusal means counts only if the goal does not hold all the same. */
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
  const facts = seen.kind === 'needsUser' ? seen.facts : undefined;
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
  // A step that is observed again keeps its time while nothing has changed, so that "elapsed" is right.
  const same = before.state === state.state && kindOf(before) === kindOf(state) && 'since' in before;
  const kept = same && 'since' in state ? { ...state, since: before.since } : state;
  if (JSON.stringify(kept) === JSON.stringify(before)) return record;
  // Else a run that was finished would be so again as soon as this step is, also after a crash.
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
