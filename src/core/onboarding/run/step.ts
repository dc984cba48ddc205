import type { AppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { UserAsk } from './asks.js';
import type { RunFacts } from './facts.js';
import type { MappingPort } from './mappingPort.js';
import type { OnboardingPlan, RunAnswers, StepId, StepState } from './run.js';
import type { DoneNote, StepFailure, StepWaitReason } from './stepReasons.js';

/** The input of a step: the plan, the facts, the answers, and the ports through which it observes the cloud. */
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
  /** Returns the registrable domain of a name, such as `example.com.cn` for `a.b.example.com.cn`. */
  readonly rootOf: (name: string) => string;
  /** The name servers to query, as `ip` or `ip:port`. */
  readonly resolvers: readonly string[];
  /** The servers to query instead of the zone's own name servers, as `ip` or `ip:port`. */
  readonly authoritativeServers: readonly string[];
  readonly signal: AbortSignal;
  /** Set if the step makes a postponed part, after DNS leads to CDN. */
  readonly isLate?: true;
}

/** The input of the act of a step. */
export interface ActContext extends StepContext {
  /** Saves what the act has learned and the cloud does not show. */
  note(facts: RunFacts): Promise<void>;
}

/** How far the goal of a step holds in the cloud. `recheckMs` is the time in ms until it is useful to check again. */
export type Observation =
  | { readonly kind: 'done'; readonly facts?: RunFacts; readonly skipped?: boolean; readonly note?: DoneNote }
  | { readonly kind: 'waiting'; readonly reason: StepWaitReason; readonly recheckMs: number; readonly facts?: RunFacts }
  | { readonly kind: 'needsUser'; readonly ask: UserAsk; readonly recheckMs?: number; readonly facts?: RunFacts }
  /** Something has to be done. The `facts` are saved before the act. */
  | { readonly kind: 'todo'; readonly facts?: RunFacts };

/** One step of a run. `observe` tells whether its goal holds; `act` does the next thing that is missing. */
export interface Step {
  readonly id: StepId;
  observe(context: StepContext): Promise<Observation>;
  act?(context: ActContext): Promise<void>;
  /** Returns what a failed act means, such as a question or a wait; `undefined` if it is just a failure. */
  explain?(error: AppError, context: StepContext): Promise<Observation | undefined>;
}

/**
 * Returns a refusal in the form of a question, with its link to the vendor's help or to a policy. If the step already asks about a refusal, returns that
 * one, so that the question does not change with each recheck.
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

/** How to wait for something that happens on its own: how often to check, how long it may take (both in ms), and what to ask after that. */
interface Patience {
  readonly reason: StepWaitReason;
  readonly recheckMs: number;
  readonly patienceMs: number;
  readonly ask: UserAsk;
  /** The interval of checks while the question is open, in ms. */
  readonly askedRecheckMs?: number;
}

/** Waits for something that happens on its own, and asks the user once it takes too long. The question then stays until it happens. */
export function waitThenAsk(
  { before, now }: Pick<StepContext, 'before' | 'now'>,
  { reason, recheckMs, patienceMs, ask, askedRecheckMs }: Patience,
): Observation {
  const isAsked = before.state === 'needsUser' && before.ask.kind === ask.kind;
  const isOver = before.state === 'waiting' && before.reason.kind === reason.kind && now - before.since >= patienceMs;
  return isAsked || isOver ? askUser(ask, askedRecheckMs) : waitFor(reason, recheckMs);
}
