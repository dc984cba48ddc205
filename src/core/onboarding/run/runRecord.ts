import type { ErrorKind } from '../../errors.js';
import { parseJson } from '../../parseJson.js';
import { newFacts, type RunFacts } from './facts.js';
import type { OnboardingPlan, RunAnswers, RunRecord, RunView, StepId, StepState } from './run.js';
import { httpsStepIds, siteStepIds, stepIds } from './run.js';
import type { StepFailure } from './stepReasons.js';

/** The id of a domain's run in an account. It is the same for every window, so that a domain has one run per task. */
export function runId(accountId: string, domain: string, task?: OnboardingPlan['task']): string {
  return `run-${accountId}-${task === undefined ? '' : `${task}:`}${domain}`;
}

/** The task of a run by its id. */
export function taskOf(id: string): OnboardingPlan['task'] {
  // A domain has no colon, and an account id is a number.
  return /^run-[^-]*-(https|site):/.exec(id)?.[1] as OnboardingPlan['task'];
}

/** The steps of a run in order. */
export function stepIdsOf({ task }: Pick<OnboardingPlan, 'task'>): readonly StepId[] {
  return task === undefined ? stepIds : { https: httpsStepIds, site: siteStepIds }[task];
}

/** The id of the document with the answers to a run. A separate document, since any window may write it. */
export function answersId(id: string): string {
  return `answers-${id}`;
}

/** Steps of another task are kept. */
const pending = Object.fromEntries(
  [...stepIds, ...httpsStepIds, ...siteStepIds].map((id) => [id, { state: 'pending' }]),
) as Record<StepId, StepState>;

/** Creates a run. */
export function createRecord(
  accountId: string,
  plan: OnboardingPlan,
  createdAt: number,
  facts: RunFacts = newFacts,
): RunRecord {
  const id = runId(accountId, plan.domain, plan.task);
  return { version: 3, id, accountId, createdAt, plan, facts, answers: noAnswers, steps: pending, unsure: false };
}

/**
 * The facts that a later run of the same domain inherits: how to undo live DNS changes, remaining proofs, and that the
 * HTTPS protocols were set. The number of redirects belongs to the answer that leaves it, which contains it.
 */
export function inheritFacts({ facts }: Pick<RunRecord, 'facts'>): RunFacts {
  const { dns, cname, record, ownTxt, protocolsSet, consumed } = facts;
  const { redirect = 0 } = consumed;
  return { ...newFacts, dns, cname, record: { ...record, left: false }, ownTxt, protocolsSet, consumed: { redirect } };
}

/** The answers at the beginning of a run. */
export const noAnswers: RunAnswers = {
  approvals: {},
  left: {},
  skipped: {},
  started: [],
  unbound: false,
  saidAutoUpdateOn: false,
};

/** The answers that a later run of the same domain inherits: http stays as the user left it. */
export function inheritAnswers({ answers: { left } }: Pick<RunRecord, 'answers'>): RunAnswers {
  return { ...noAnswers, left: left.redirect ? { redirect: left.redirect } : {} };
}

/** Parses a record; `undefined` if it is damaged or of another version. */
export function parseRecord(text: string): RunRecord | undefined {
  const value = parseJson(text) as Partial<RunRecord> | undefined;
  const fits =
    value?.version === 3 && !!value.id && !!value.plan?.domain && !!value.plan.origin && !!value.facts && !!value.steps;
  if (!fits || !stepIdsOf(value.plan ?? {}).every((id) => value.steps?.[id])) return undefined;
  return { ...(value as RunRecord), steps: { ...pending, ...value.steps } };
}

/** Returns whether a record is of an earlier version. Its run is not continued, and can be restarted. */
export function isFormer({ version }: Pick<RunRecord, 'version'>): boolean {
  return version !== 3;
}

/**
 * Merges decisions: a new answer replaces an earlier one to the same question. Another certificate's proof is not
 * skipped because the former one's was, and a newly chosen folder is published whatever was decided before.
 */
export function mergeAnswers(earlier: RunAnswers, answers: Partial<RunAnswers>): RunAnswers {
  const again = {
    ...(answers.certificate && { served: false, certificate: false }),
    ...(answers.folder !== undefined && { mapping: false, publish: false }),
  };
  return {
    ...earlier,
    ...answers,
    approvals: { ...earlier.approvals, ...answers.approvals },
    left: { ...earlier.left, ...answers.left },
    skipped: { ...earlier.skipped, ...again, ...answers.skipped },
  };
}

/** A step with its state. */
export interface StepNow {
  readonly id: StepId;
  readonly state: StepState;
}

/** Returns whether a step is only recommended, so that no run waits for it: in an onboarding, the steps after visitors reach the domain. */
export function isOptional({ task }: Pick<OnboardingPlan, 'task'>, id: StepId): boolean {
  return task === undefined && (id === 'redirect' || id === 'autoUpdate');
}

/** The visible steps of a run: without those of an onboarding that have nothing to do. */
export function shownSteps({ plan, facts }: Pick<RunRecord, 'plan' | 'facts'>): readonly StepId[] {
  const isIdle = (id: StepId) =>
    (id === 'afterSwitch' && facts.putOff.length === 0) || (id === 'dropCopies' && !facts.site.changed);
  return stepIdsOf(plan).filter((id) => plan.task !== undefined || !isIdle(id));
}

/** The first unfinished step with its state; `undefined` once no required one is left. */
export function currentStep(record: RunRecord): StepNow | undefined {
  return findOpen(record, (id) => !isOptional(record.plan, id));
}

/** The step to work on: the current one or, if there is none, a recommended one. */
export function openStep(record: RunRecord): StepNow | undefined {
  return currentStep(record) ?? findOpen(record, (id) => isOptional(record.plan, id));
}

function findOpen(record: RunRecord, isMeant: (id: StepId) => boolean): StepNow | undefined {
  const id = stepIdsOf(record.plan).find((each) => isMeant(each) && record.steps[each].state !== 'done');
  return id && { id, state: record.steps[id] };
}

const passing: readonly ErrorKind[] = [
  'offline',
  'proxyRefused',
  'untrustedCertificate',
  'timeout',
  'throttled',
  'unavailable',
  'acmeUnavailable',
  'domainBusy',
  'badAnswer',
];

/** Returns whether a failure may be temporary, so that the run retries automatically. */
export function mayPass({ kind }: Pick<StepFailure, 'kind'>): boolean {
  return passing.includes(kind);
}

/** Returns whether no required step is left. */
export function isFinished(record: RunRecord): boolean {
  return currentStep(record) === undefined && !record.unsure;
}

/** Returns whether a run has a required step left, for a window's view of it. */
export function isUnfinished({ activity }: Pick<RunView, 'activity'>): boolean {
  return activity !== 'finished' && activity !== 'former';
}

/** Returns whether the run wrote a record, or paused, resumed or changed one of the user's, so that an undo may be possible. */
export function hasDnsChange({ facts }: Pick<RunRecord, 'facts'>): boolean {
  const { own, paused, changed } = facts.record;
  return own.state !== 'none' || paused.length > 0 || changed !== undefined;
}

/** Returns whether the run ended without the CNAME, as the user chose. */
export function isRecordLeft({ facts }: Pick<RunRecord, 'facts'>): boolean {
  return facts.record.left;
}

/** Returns whether an onboarding has no certificate: none was chosen, and none is requested. */
export function isWithoutCertificate({ plan, answers }: Pick<RunRecord, 'plan' | 'answers'>): boolean {
  const { certificate = answers.certificate === undefined && plan.task === undefined } = answers.skipped;
  return certificate;
}

/** The answers with which a run asks about a step again; `undefined` unless the user skipped it. */
export function answersToResume(
  { answers, steps }: RunRecord,
  id: StepId,
): Pick<RunAnswers, 'skipped' | 'left'> | undefined {
  const state = steps[id];
  if (state.state !== 'done' || !state.skipped) return undefined;
  if (state.note === 'noFolder') return { skipped: { mapping: false, publish: false }, left: {} };
  if (state.note === 'withoutHttps') return { skipped: { certificate: false }, left: {} };
  if (state.note !== 'asChosen') return undefined;
  const chosen = (given: object) => Object.entries(given).filter(([what, answer]) => what === id && answer);
  const [skipped, left] = [chosen(answers.skipped), chosen(answers.left)];
  if (skipped.length + left.length === 0) return undefined;
  return {
    skipped: Object.fromEntries(skipped.map(([what]) => [what, false])),
    left: Object.fromEntries(left.map(([what]) => [what, ''])),
  };
}

/** Identifies a step of a run in one text, for a command. Run ids have no slash. */
export function stepTarget({ id }: Pick<RunRecord, 'id'>, step: StepId): string {
  return `${id}/${step}`;
}
