import type { AppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { UserAsk } from './asks.js';
import type { RunFacts } from './facts.js';
import type { MappingPort } from './mappingPort.js';
import type { OnboardingPlan, RunAnswers, StepId, StepState } from './run.js';
import type { DoneNote, StepFailure, StepWaitReason } from './stepReasons.js';

/** What a step sees: the plan, what is known, what was decided, and the ports to look through. */
export interface StepContext {
  readonly cloud: CloudPorts;
  readonly mapping: MappingPort;
  readonly plan: OnboardingPlan;
  readonly facts: RunFacts;
  readonly answers: RunAnswers;
  /** The state of this step when it was last observed. */
  readonly before: StepState;
  /** The current time, in ms since the epoch. */
  readonly now: number;
  /** The registrable domain of a name: `example.com.cn` of `a.b.example.com.cn`. */
  readonly rootOf: (name: string) => string;
  /** The name servers to ask, as `ip` or `ip:port`. */
  readonly resolvers: readonly string[];
  /** The servers to query in place of the zone's own, as `ip` or `ip:port`. */
  readonly authoritativeServers: readonly string[];
  readonly signal: AbortSignal;
  /** The step makes up for what was put off until DNS leads to CDN. */
  readonly isLate?: true;
}

/** What an act sees besides. */
export interface ActContext extends StepContext {
  /** Saves what the act has learned and a later observe could not read from the cloud. */
  note(facts: RunFacts): Promise<void>;
}

/** How a step's goal stands in the cloud now. `recheckMs` is when looking again makes sense. */
export type Observation =
  | { readonly kind: 'done'; readonly facts?: RunFacts; readonly skipped?: boolean; readonly note?: DoneNote }
  | { readonly kind: 'waiting'; readonly reason: StepWaitReason; readonly recheckMs: number }
  | { readonly kind: 'needsUser'; readonly ask: UserAsk; readonly recheckMs?: number; readonly facts?: RunFacts }
  /** There is something to do; `facts` are saved before it is done. */
  | { readonly kind: 'todo'; readonly facts?: RunFacts };

/** One step: `observe` says whether its goal holds, `act` does the one thing that is missing. */
export interface Step {
  readonly id: StepId;
  observe(context: StepContext): Promise<Observation>;
  act?(context: ActContext): Promise<void>;
  /** What a failed act means for this step, when it is not simply a failure. */
  explain?(error: AppError, context: StepContext): Promise<Observation | undefined>;
}

/**
 * A refusal to ask about, with what leads to the vendor's help or to a policy. While it is looked at again the question stays the
 * same, so the first refusal stands for those after it.
 */
export function toStepFailure({ kind, details }: AppError, { before }: Pick<StepContext, 'before'>): StepFailure {
  const asked = before.state === 'needsUser' && 'error' in before.ask ? before.ask.error : undefined;
  if (asked?.kind === kind && asked.details.code === details.code) return asked;
  const { code, action, requestId, helpUrl, denial } = details;
  const known = Object.entries({ code, action, requestId, helpUrl, denial }).filter(([, value]) => value !== undefined);
  return { kind, details: Object.fromEntries(known) };
}

/** What comes automatically, how often it is looked for and how long it may take, both in ms, and what is asked once it took longer. */
interface Patience {
  readonly reason: StepWaitReason;
  readonly recheckMs: number;
  readonly patienceMs: number;
  readonly ask: UserAsk;
  /** Of the question, ms. */
  readonly askedRecheckMs: number;
}

/** Waits for what comes automatically, then asks; once asked, it stays asked until that has come. */
export function waitThenAsk(
  { before, now }: Pick<StepContext, 'before' | 'now'>,
  { reason, recheckMs, patienceMs, ask, askedRecheckMs }: Patience,
): Extract<Observation, { kind: 'waiting' | 'needsUser' }> {
  const isAsked = before.state === 'needsUser' && before.ask.kind === ask.kind;
  const isOver = before.state === 'waiting' && before.reason.kind === reason.kind && now - before.since >= patienceMs;
  return isAsked || isOver
    ? { kind: 'needsUser', ask, recheckMs: askedRecheckMs }
    : { kind: 'waiting', reason, recheckMs };
}

/** Seconds in milliseconds. */
export const seconds = (count: number): number => count * 1000;
