import { type AppError, toAppError } from '../../errors.js';
import type { RunFacts } from './facts.js';
import type { RunRecord, StepState } from './run.js';
import { isOptional, mayPass, openStep } from './runRecord.js';
import type { Observation, Step, StepContext } from './step.js';

/**
 * The most consecutive acts of a step; then it counts as failed, since it changes nothing. A certificate takes 6, and a
 * postponed one follows the binding with its origin host in the same step.
 */
const mostActs = 16;
/** The pause before a temporary failure is retried, ms. */
const retryMs = 10_000;

/** The dependencies of an advance. */
export interface Advance {
  readonly steps: readonly Step[];
  readonly context: Omit<StepContext, 'plan' | 'facts' | 'answers' | 'before' | 'now'>;
  /** Observes completed steps again too: they may have been undone by hand. */
  readonly fromStart: boolean;
  now(): number;
  /** Called after every change of the record, and before and after every act. */
  save(record: RunRecord): Promise<void>;
}

/** The result of an advance: `recheckMs` is the time until the next useful poll, absent if only the user can continue. */
export interface AdvanceEnd {
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

/** Every required step was observed again. */
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

/** Observes a step. After a refused act, the meaning of the refusal counts only if the goal does not hold. */
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
