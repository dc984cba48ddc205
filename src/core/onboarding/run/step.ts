import type { AppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { UserAsk } from './asks.js';
import type { RunFacts } from './facts.js';
import type { MappingPort } from './mappingPort.js';
import type { OnboardingPlan, RunAnswers, StepId, StepState } from './run.js';
import type { DoneNote, StepFailure, StepWaitReason } from './stepReasons.js';

/** The input of a step: the plan, the facts, the answers, and the ports to observe with. */
export interface StepContext {
  readonly cloud: CloudPorts;
  readonly mapping: MappingPort;
  readonly plan: OnboardingPlan;
  readonly facts: RunFacts;
  readonly answers: RunAnswers;
  /** The last observed state of this step. */
  readonly before: StepState;
  /** The current time, in ms since the epoch. */
  readonly now: number;
  /** Finds the registrable domain of a name: `example.com.cn` of `a.b.example.com.cn`. */
  readonly rootOf: (name: string) => string;
  /** The name servers to query, as `ip` or `ip:port`. */
  readonly resolvers: readonly string[];
  /** The servers to query instead of the zone's own, as `ip` or `ip:port`. */
  readonly authoritativeServers: readonly string[];
  readonly signal: AbortSignal;
  /** The step makes a postponed part after DNS leads to CDN. */
  readonly isLate?: true;
}

/** The input of an act. */
export interface ActContext extends StepContext {
  /** Saves what the act has learned and the cloud does not show. */
  note(facts: RunFacts): Promise<void>;
}

/** The state of a step's goal in the cloud. `recheckMs` is the time until the next useful check. */
export type Observation =
  | { readonly kind: 'done'; readonly facts?: RunFacts; readonly skipped?: boolean; readonly note?: DoneNote }
  | { readonly kind: 'waiting'; readonly reason: StepWaitReason; readonly recheckMs: number }
  | { readonly kind: 'needsUser'; readonly ask: UserAsk; readonly recheckMs?: number; readonly facts?: RunFacts }
  /** There is something to do; `facts` are saved before. */
  | { readonly kind: 'todo'; readonly facts?: RunFacts };

/** A step: `observe` tells whether its goal holds, `act` does the one missing thing. */
export interface Step {
  readonly id: StepId;
  observe(context: StepContext): Promise<Observation>;
  act?(context: ActContext): Promise<void>;
  /** The meaning of a failed act, if it is not simply a failure. */
  explain?(error: AppError, context: StepContext): Promise<Observation | undefined>;
}

/**
 * A refusal to ask about, with its link to the vendor's help or a policy. The question stays the same over rechecks, so
 * later refusals do not replace the first.
 */
export function toStepFailure({ kind, details }: AppError, { before }: Pick<StepContext, 'before'>): StepFailure {
  const asked = before.state === 'needsUser' && 'error' in before.ask ? before.ask.error : undefined;
  if (asked?.kind === kind && asked.details.code === details.code) return asked;
  const { code, action, requestId, helpUrl, denial } = details;
  const known = Object.entries({ code, action, requestId, helpUrl, denial }).filter(([, value]) => value !== undefined);
  return { kind, details: Object.fromEntries(known) };
}

/** The interval for a question that the user answers here or resolves in a console, ms. An occasional check notices the latter. */
const answerRecheckMs = 30_000;
/** The interval for a running change of CDN, OSS or a certificate authority, ms: the user watches. */
const busyRecheckMs = 5_000;
/** The interval for a DNS record that the user adds or changes by hand, ms: they wait for it to be seen. */
export const recordRecheckMs = 15_000;

/** Asks the user, and checks again after `recheckMs`. The run loop makes the pauses of a long wait grow. */
export function askUser(ask: UserAsk, recheckMs = answerRecheckMs): Extract<Observation, { kind: 'needsUser' }> {
  return { kind: 'needsUser', ask, recheckMs };
}

/** Waits for an automatic event, and checks again after `recheckMs`. */
export function waitFor(reason: StepWaitReason, recheckMs = busyRecheckMs): Extract<Observation, { kind: 'waiting' }> {
  return { kind: 'waiting', reason, recheckMs };
}

/** An automatic event: how often to check, how long it may take, both in ms, and the question after that. */
interface Patience {
  readonly reason: StepWaitReason;
  readonly recheckMs: number;
  readonly patienceMs: number;
  readonly ask: UserAsk;
  /** The interval while the question is open, ms. */
  readonly askedRecheckMs?: number;
}

/** Waits for an automatic event, then asks. The question stays until the event. */
export function waitThenAsk(
  { before, now }: Pick<StepContext, 'before' | 'now'>,
  { reason, recheckMs, patienceMs, ask, askedRecheckMs }: Patience,
): Observation {
  const isAsked = before.state === 'needsUser' && before.ask.kind === ask.kind;
  const isOver = before.state === 'waiting' && before.reason.kind === reason.kind && now - before.since >= patienceMs;
  return isAsked || isOver ? askUser(ask, askedRecheckMs) : waitFor(reason, recheckMs);
}
