import type { ErrorKind } from '../../errors.js';
import { newFacts, type RunFacts } from './facts.js';
import type { OnboardingPlan, RunAnswers, RunRecord, RunView, StepId, StepState } from './run.js';
import { httpsStepIds, siteStepIds, stepIds } from './run.js';
import type { StepFailure } from './stepReasons.js';

/** The id of the run for a domain of an account: the same for every window, so that one domain has one run for a task. */
export function runId(accountId: string, domain: string, task?: OnboardingPlan['task']): string {
  return `run-${accountId}-${task === undefined ? '' : `${task}:`}${domain}`;
}

/** The task of the run that has this id. */
export function taskOf(id: string): OnboardingPlan['task'] {
  // A domain has no colon, and an account's id is a number.
  return /^run-[^-]*-(https|site):/.exec(id)?.[1] as OnboardingPlan['task'];
}

/** The steps of a run, in their order. */
export function stepIdsOf({ task }: Pick<OnboardingPlan, 'task'>): readonly StepId[] {
  return task === undefined ? stepIds : { https: httpsStepIds, site: siteStepIds }[task];
}

/** The id of the document with the user's answers to a run; a document of its own, since any window may write it. */
export function answersId(id: string): string {
  return `answers-${id}`;
}

/** Those of another task stay as they are. */
const pending = Object.fromEntries(
  [...stepIds, ...httpsStepIds, ...siteStepIds].map((id) => [id, { state: 'pending' }]),
) as Record<StepId, StepState>;

/** A run at its beginning. */
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
 * The facts that a run of the same domain takes over: how to undo what was changed in live DNS, the proofs that are still there, and
 * that the protocols of HTTPS were set. How often the redirect was made goes with the answer that leaves it, which names that.
 */
export function inheritFacts({ facts }: Pick<RunRecord, 'facts'>): RunFacts {
  const { dns, cname, record, ownTxt, protocolsSet, consumed } = facts;
  const { redirect = 0 } = consumed;
  return { ...newFacts, dns, cname, record: { ...record, left: false }, ownTxt, protocolsSet, consumed: { redirect } };
}

/** The answers to a run at its beginning. */
export const noAnswers: RunAnswers = {
  approvals: {},
  left: {},
  skipped: {},
  started: [],
  unbound: false,
  saidAutoUpdateOn: false,
};

/** The answers that a run of the same domain takes over: http stays as the user left it. */
export function inheritAnswers({ answers: { left } }: Pick<RunRecord, 'answers'>): RunAnswers {
  return { ...noAnswers, left: left.redirect ? { redirect: left.redirect } : {} };
}

/** Reads a record from its text; `undefined` when it is damaged or of another version. */
export function parseRecord(text: string): RunRecord | undefined {
  const value = parseJsonText(text) as Partial<RunRecord> | undefined;
  const fits =
    value?.version === 3 && !!value.id && !!value.plan?.domain && !!value.plan.origin && !!value.facts && !!value.steps;
  if (!fits || !stepIdsOf(value.plan ?? {}).every((id) => value.steps?.[id])) return undefined;
  return { ...(value as RunRecord), steps: { ...pending, ...value.steps } };
}

/** Recognizes a record of an earlier version: its run is not continued, and can be started again. */
export function isFormer({ version }: Pick<RunRecord, 'version'>): boolean {
  return version !== 3;
}

/**
 * The decisions of the user before and now; a new answer takes the place of an earlier one to the same question. The proof of another
 * certificate is not left out because that of the former one was, and a folder that is chosen is published whatever was decided before.
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

/** Says whether a step is only recommended, so that no run waits for it: of an onboarding, what follows once visitors reach the domain. */
export function isOptional({ task }: Pick<OnboardingPlan, 'task'>, id: StepId): boolean {
  return task === undefined && (id === 'redirect' || id === 'autoUpdate');
}

/** The steps of a run that its user sees: without those of an onboarding that have nothing to do as far as is known. */
export function shownSteps({ plan, facts }: Pick<RunRecord, 'plan' | 'facts'>): readonly StepId[] {
  const isIdle = (id: StepId) =>
    (id === 'afterSwitch' && facts.putOff.length === 0) || (id === 'dropCopies' && !facts.site.changed);
  return stepIdsOf(plan).filter((id) => plan.task !== undefined || !isIdle(id));
}

/** The first step that is not done, with its state; `undefined` once nothing is left that has to be done. */
export function currentStep(record: RunRecord): StepNow | undefined {
  return findOpen(record, (id) => !isOptional(record.plan, id));
}

/** The step to work on: the current one or, once there is none, one that is only recommended. */
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

/** Whether a failure may be temporary, so that the run retries without user action. */
export function mayPass({ kind }: Pick<StepFailure, 'kind'>): boolean {
  return passing.includes(kind);
}

/** Says whether nothing is left that has to be done. */
export function isFinished(record: RunRecord): boolean {
  return currentStep(record) === undefined && !record.unsure;
}

/** Says whether a run has something left that has to be done; takes what a window knows of it. */
export function isUnfinished({ activity }: Pick<RunView, 'activity'>): boolean {
  return activity !== 'finished' && activity !== 'former';
}

/** Whether the run wrote a record, or paused, resumed or changed one of the user's, so that there may be something to undo. */
export function hasDnsChange({ facts }: Pick<RunRecord, 'facts'>): boolean {
  const { own, paused, changed } = facts.record;
  return own.state !== 'none' || paused.length > 0 || changed !== undefined;
}

/** Whether the run ended without the CNAME, as the user chose. */
export function isRecordLeft({ facts }: Pick<RunRecord, 'facts'>): boolean {
  return facts.record.left;
}

/** Whether an onboarding is to do without a certificate: none was chosen, and none is asked for. */
export function isWithoutCertificate({ plan, answers }: Pick<RunRecord, 'plan' | 'answers'>): boolean {
  const { certificate = answers.certificate === undefined && plan.task === undefined } = answers.skipped;
  return certificate;
}

/** The answers under which a run asks again about a step; `undefined` unless that was left out because the user chose so. */
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

/** What names a step of a run in one text, as a command takes it: no id of a run has a slash. */
export function stepTarget({ id }: Pick<RunRecord, 'id'>, step: StepId): string {
  return `${id}/${step}`;
}

/** The value of a JSON text; `undefined` when it is damaged. */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
