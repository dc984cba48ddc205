import type { ErrorKind } from '../../errors.js';
import { parseJson } from '../../text/parseJson.js';
import { newFacts, type RunFacts } from './facts.js';
import type { OnboardingPlan, RunAnswers, RunRecord, RunView, StepId, StepState } from './run.js';
import { httpsStepIds, siteStepIds, stepIds } from './run.js';
import type { StepFailure } from './stepReasons.js';

/** Returns the id of a domain's run in an account. Every window builds the same id, so a domain has at most one run per task. */
export function runId(accountId: string, domain: string, task?: OnboardingPlan['task']): string {
  return `run-${accountId}-${task === undefined ? '' : `${task}:`}${domain}`;
}

/** Returns the task that the id of a run contains; `undefined` for an onboarding. */
export function taskOf(id: string): OnboardingPlan['task'] {
  // A domain has no colon, and an account id is a number.
  return /^run-[^-]*-(https|site):/.exec(id)?.[1] as OnboardingPlan['task'];
}

/** Returns the ids of the steps of a run, in order. */
export function stepIdsOf({ task }: Pick<OnboardingPlan, 'task'>): readonly StepId[] {
  return task === undefined ? stepIds : { https: httpsStepIds, site: siteStepIds }[task];
}

/** Returns the id of the document with the answers to a run. It is separate from the run, since any window may write it. */
export function answersId(id: string): string {
  return `answers-${id}`;
}

/** The initial state of all steps. It includes those of other tasks, so that every record has the same keys. */
const pending = Object.fromEntries(
  [...stepIds, ...httpsStepIds, ...siteStepIds].map((id) => [id, { state: 'pending' }]),
) as Record<StepId, StepState>;

/** Creates the record of a new run. */
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
 * Returns the facts that a later run of the same domain inherits: how to undo live DNS changes, proof records that may remain, and whether the HTTPS
 * protocols were set. The number of redirects is inherited too, since the answer to leave the redirect contains it.
 */
export function inheritFacts({ facts }: Pick<RunRecord, 'facts'>): RunFacts {
  const { dns, cname, record, ownTxt, protocolsSet, consumed } = facts;
  const { redirect = 0 } = consumed;
  return { ...newFacts, dns, cname, record: { ...record, left: false }, ownTxt, protocolsSet, consumed: { redirect } };
}

/** The answers of a run to which the user has not answered yet. */
export const noAnswers: RunAnswers = {
  approvals: {},
  left: {},
  skipped: {},
  started: [],
  unbound: false,
  saidAutoUpdateOn: false,
};

/** Returns the answers that a later run of the same domain inherits. If the user left HTTP without a redirect, it stays so. */
export function inheritAnswers({ answers: { left } }: Pick<RunRecord, 'answers'>): RunAnswers {
  return { ...noAnswers, left: left.redirect ? { redirect: left.redirect } : {} };
}

/** Parses the record of a run; returns `undefined` if it is damaged or of another version. */
export function parseRecord(text: string): RunRecord | undefined {
  const value = parseJson(text) as Partial<RunRecord> | undefined;
  const fits =
    value?.version === 3 && !!value.id && !!value.plan?.domain && !!value.plan.origin && !!value.facts && !!value.steps;
  if (!fits || !stepIdsOf(value.plan ?? {}).every((id) => value.steps?.[id])) return undefined;
  return { ...(value as RunRecord), steps: { ...pending, ...value.steps } };
}

/**
 * Merges new answers into earlier ones. A new answer replaces the earlier one to the same question. A newly chosen certificate is proven again even if the
 * proof of the former one was skipped, and a newly chosen folder is published whatever was decided before.
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

/** A step of a run with its present state. */
export interface StepNow {
  readonly id: StepId;
  readonly state: StepState;
}

/**
 * Returns whether a step is only recommended, so that the run counts as finished without it. In an onboarding, these are the steps that follow once visitors
 * reach the domain.
 */
export function isOptional({ task }: Pick<OnboardingPlan, 'task'>, id: StepId): boolean {
  return task === undefined && (id === 'redirect' || id === 'autoUpdate');
}

/** Returns the steps of a run that are shown. The steps of an onboarding that have nothing to do are left out. */
export function shownSteps({ plan, facts }: Pick<RunRecord, 'plan' | 'facts'>): readonly StepId[] {
  const isIdle = (id: StepId) =>
    (id === 'afterSwitch' && facts.putOff.length === 0) || (id === 'dropCopies' && !facts.site.changed);
  return stepIdsOf(plan).filter((id) => plan.task !== undefined || !isIdle(id));
}

/** Returns the first unfinished required step with its state; `undefined` if all required steps are done. */
export function currentStep(record: RunRecord): StepNow | undefined {
  return findOpen(record, (id) => !isOptional(record.plan, id));
}

/**
 * Returns the step to work on: the first unfinished required step or, if all of these are done, the first unfinished recommended one. `undefined` if all are
 * done.
 */
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

/** Returns whether a failure may be temporary. If so, the run tries again automatically. */
export function mayPass({ kind }: Pick<StepFailure, 'kind'>): boolean {
  return passing.includes(kind);
}

/** Returns whether all required steps of a run are done and nothing was undone since they were observed. */
export function isFinished(record: RunRecord): boolean {
  return currentStep(record) === undefined && !record.unsure;
}

/** Returns whether required steps of a run are left, as this window sees it. */
export function isUnfinished({ activity }: Pick<RunView, 'activity'>): boolean {
  return activity !== 'finished';
}

/** Returns whether the run wrote a DNS record, or paused, resumed or changed one of the user's. If so, an undo may be possible. */
export function hasDnsChange({ facts }: Pick<RunRecord, 'facts'>): boolean {
  const { own, paused, changed } = facts.record;
  return own.state !== 'none' || paused.length > 0 || changed !== undefined;
}

/** Returns whether the run asks for the DNS change again only because the user has undone it. That takes back its approval. */
export function isUndone(record: RunRecord): boolean {
  const step = currentStep(record);
  return step?.id === 'record' && step.state.state === 'needsUser' && record.answers.approvals.record === '';
}

/** Returns whether the run ended without the CNAME because the user chose to leave the records. */
export function isRecordLeft({ facts }: Pick<RunRecord, 'facts'>): boolean {
  return facts.record.left;
}

/** Returns whether the domain gets no certificate: the user skipped it or, in an onboarding, has chosen none. */
export function isWithoutCertificate({ plan, answers }: Pick<RunRecord, 'plan' | 'answers'>): boolean {
  const { certificate = answers.certificate === undefined && plan.task === undefined } = answers.skipped;
  return certificate;
}

/** Returns the answers that make a run ask about a step again; `undefined` if the user has not skipped that step. */
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

/** Returns one text that identifies a step of a run, as the argument of a command. A slash separates the two, since ids of runs have none. */
export function stepTarget({ id }: Pick<RunRecord, 'id'>, step: StepId): string {
  return `${id}/${step}`;
}
