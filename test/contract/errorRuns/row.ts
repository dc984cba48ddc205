import type { SandboxState, StoredCdnDomain, StoredRecord, StoredZone } from '../../../sandbox/state/state.js';
import type { UserAsk } from '../../../src/core/onboarding/run/asks.js';
import type { OnboardingPlan, OnboardingStepId, RunAnswers } from '../../../src/core/onboarding/run/run.js';
import type { StepWaitReason } from '../../../src/core/onboarding/run/stepReasons.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { plan } from '../../support/sandboxRuns.js';

/** A call of a port, such as `createDomain` of `cdn`. */
export type Call = {
  [Port in keyof CloudPorts]: `${Port}.${Extract<keyof CloudPorts[Port], string>}`;
}[keyof CloudPorts];

/** A code that stops an onboarding: when its cause comes up, where the run stops, and how the cause goes away. */
export interface RunRow {
  readonly code: string;
  readonly plan?: Partial<OnboardingPlan>;
  /** What is so before the run starts. */
  readonly given?: (state: SandboxState) => void;
  /** The cause comes up right before this call, when the run has looked at everything; before the start when absent. */
  readonly before?: Call;
  readonly cause: (state: SandboxState) => void;
  readonly step: OnboardingStepId;
  /** How the run shows it: its own row, the question or the wait that stands for it; `continues` when it needs no one. */
  readonly stops:
    | 'failed'
    | 'continues'
    | { readonly asks: UserAsk['kind'] }
    | { readonly waits: StepWaitReason['kind'] };
  /** What the buttons say; those of a failure have Retry behind them. */
  readonly buttons?: readonly string[];
  readonly mend: (state: SandboxState) => void;
  /** The step that has to be done once the cause is gone; the one that stopped when absent. */
  readonly until?: OnboardingStepId;
  /** The cause is that the user does by hand what this step is for. */
  readonly doneByHand?: OnboardingStepId;
  /** Answers besides those that a person gives when all goes well. */
  readonly answer?: (ask: UserAsk, state: SandboxState) => Partial<RunAnswers> | undefined;
}

/** The zone of the domain. */
export function zoneOf(state: SandboxState): StoredZone {
  return state.zones.get('shop-demo.com')!;
}

/** The domain of the plan, as CDN holds it. */
export function domainOf(state: SandboxState): StoredCdnDomain {
  return state.cdnDomains.get(plan.domain)!;
}

const moved = new Map<SandboxState, StoredZone>();
/** Moves the zone out of the account, as its owner can at any time. */
export function moveZone(state: SandboxState): void {
  const zone = zoneOf(state);
  moved.set(state, zone);
  state.zones.delete(zone.name);
}
/** Brings the moved zone back with all that was in it. */
export function bringZoneBack(state: SandboxState): void {
  const zone = moved.get(state);
  if (zone) state.zones.set(zone.name, zone);
}

/** Takes away what proves the root domain: that it was verified, and domains below it that work. */
export function unprove({ verifiedRoots, cdnDomains }: SandboxState): void {
  verifiedRoots.clear();
  cdnDomains.clear();
}

/** Puts a record into the zone, as the user does in the console. */
export function putRecord(
  state: SandboxState,
  changes: Partial<StoredRecord> & Pick<StoredRecord, 'id'>,
): StoredRecord {
  const record = {
    rr: 'img',
    type: 'A',
    value: '203.0.114.77',
    ttl: 600,
    line: 'default',
    enabled: true,
    locked: false,
  };
  const made = { ...record, ...changes };
  zoneOf(state).records.set(made.id, made);
  return made;
}

/** Binds the domain to the bucket, as the user does in the console. */
export function bindByHand({ buckets }: SandboxState): void {
  const bound = { domain: plan.domain, lastModified: new Date(), enabled: true, isPurgeCdnCache: false };
  buckets.get('site-hangzhou')!.cnames.set(plan.domain, bound);
}

/** Adds the domain to CDN, as the user does in the console: visitors may be there before the run. */
export function addDomainByHand({ cdnDomains }: SandboxState): void {
  const like = cdnDomains.get('media.shop-demo.com')!;
  const cname = `${plan.domain}.w.kunlunsl.com`;
  cdnDomains.set(plan.domain, {
    ...like,
    name: plan.domain,
    cname,
    futureCname: cname,
    status: 'online',
    schedule: [],
    sources: like.sources.map((source) => ({ ...source, port: plan.port })),
  });
}

/** Denies the access key these actions, and nothing else. */
export function deny(...denied: readonly string[]): (state: SandboxState) => void {
  return ({ accessKeys }) => {
    accessKeys[0] = { ...accessKeys[0]!, denied };
  };
}

/** A cause that only a switch gives: this call is refused with the code until it is mended. */
export function refused(action: string, code: string, status = 400): Pick<RunRow, 'code' | 'cause' | 'mend'> {
  return {
    code,
    cause: (state) => void state.faults.push({ id: code, action, kind: 'error', code, status, count: 999 }),
    mend: (state) => void state.faults.splice(0),
  };
}
