import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import { canResumeBinding, reconsiderRun } from '../../core/onboarding/reconsiderRun.js';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import {
  type RunAnswers,
  type RunRecord,
  type RunView,
  runTitle,
  type StepId,
  type StepState,
} from '../../core/onboarding/run/run.js';
import { answersToResume, isOptional, openStep, stepIdsOf } from '../../core/onboarding/run/runRecord.js';
import type { StepFailure } from '../../core/onboarding/run/stepReasons.js';
import { stepTask } from '../../core/onboarding/stepNames.js';
import { originText, ownBucket } from '../../core/origin.js';
import { confirmChange } from '../../host/changePrompts.js';
import { type ConsoleLinks, type ConsolePage, consoleLinks } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import type { FeatureDeps } from '../../host/deps.js';
import { copyToClipboard, showBriefly, showInformation } from '../../host/display.js';
import { presentError } from '../../host/errors/presentError.js';
import { showWays } from '../questions/askForms.js';
import { anotherCertificateButton, chooseAnotherCertificate } from '../questions/https/chooseCertificate.js';
import { answersToo, questionOf } from '../questions/questions.js';
import type { AskContext } from '../questions/runQuestion.js';
import { stateText } from '../questions/stepText.js';
import { recheckButton, toStepError } from '../questions/ways.js';
import { askOf, awaitCheck, checkRun, findAsk, findRun, followAsk } from './checkRun.js';

/** The dependencies of commands on a run. */
export type RunCommandDeps = Pick<FeatureDeps, 'board' | 'settings' | 'ui' | 'log' | 'session' | 'clock'> &
  Pick<AskContext, 'loadIsPublicSuffix' | 'loadReadPair'>;

/** Opens what the current step needs from the user, or checks the step now. A `target` with a step resumes that skipped step. */
export async function continueRun(deps: RunCommandDeps, target?: string): Promise<void> {
  const [runId, step] = target?.split('/') ?? [];
  const run = await chooseRun(deps, runId, ({ activity }) => activity !== 'finished');
  if (!run) return;
  const skipped = stepIdsOf(run.record.plan).find((each) => each === step);
  if (skipped) return resumeStep(deps, run, skipped);
  const { id, state } = openStep(run.record) ?? {};
  if (id && state?.state === 'failed') return showFailure(deps, run, id, state.error);
  if (id && state?.state === 'waiting' && isForCertificate(run.record, id)) return showWait(deps, run, id, state);
  if (state?.state !== 'needsUser') return recheck(deps, run);
  await promptRun(deps, run, state.ask);
}

/** Asks for another certificate for a run, whatever its state. */
export function askForCertificate(deps: RunCommandDeps, run: RunView): Promise<void> {
  return chooseAnotherCertificate(contextOf(deps, run));
}

/** Returns whether a step works on a chosen certificate that can still be replaced. */
function isForCertificate({ answers, facts, steps }: RunRecord, id: StepId): boolean {
  if (!answers.certificate) return false;
  if (id !== 'afterSwitch' || !facts.putOff.includes('certificate')) return id === 'certificate';
  const state = steps.afterSwitch;
  if (state.state === 'waiting') return /certificate|validation/i.test(state.reason.kind);
  // The binding was postponed with it.
  return state.state === 'failed' && !/Cname/.test(state.error.details.action ?? '');
}

/** Shows how far a certificate is, with the ways to continue. */
function showWait(deps: RunCommandDeps, run: RunView, id: StepId, state: StepState): Promise<void> {
  const context = contextOf(deps, run);
  const ways = [recheckButton(context), anotherCertificateButton(context)];
  return showWays({ title: stepTask(id), notes: [stateText(state, deps.clock.now())], ways }, context);
}

/** Asks the question of a run. Resolves to whether the user answered. */
export async function promptRun(deps: RunCommandDeps, run: RunView, ask: UserAsk): Promise<boolean> {
  const context = contextOf(deps, run, ask);
  let isAnswered = false;
  const noting =
    <A extends readonly unknown[], R>(act: (...args: A) => R) =>
    (...args: A) => {
      isAnswered = true;
      return act(...args);
    };
  const { answer, answerAndCheck, remove } = context;
  const noted = { answer: noting(answer), answerAndCheck: noting(answerAndCheck), remove: noting(remove) };
  await questionOf(ask).show({ ...context, ...noted });
  return isAnswered;
}

/** Asks whether to resume a skipped step, and resumes it. If the step is no longer skipped, only checks the run. */
async function resumeStep(deps: RunCommandDeps, run: RunView, id: StepId): Promise<void> {
  const { record } = run;
  const answers = answersToResume(record, id);
  if (!answers) return checkRun(deps, run);
  if (await confirmResume(record, id)) checkRun(deps, run, () => deps.board.answer(record.id, answers));
}

function confirmResume(record: RunRecord, id: StepId): Promise<boolean> {
  return confirmChange({ ...resumeText(record, id), button: l10n.t('Continue') });
}

function resumeText({ plan }: RunRecord, id: StepId) {
  const bucket = ownBucket(plan.origin)?.name;
  if (id !== 'binding' || bucket === undefined)
    return {
      question: l10n.t('Continue with the skipped step: {0}?', stepTask(id)),
      detail: [l10n.t('The task checks this step again, and then what depends on it.')],
    };
  return {
    question: l10n.t('Bind {0} to bucket {1} now?', showDomain(plan.domain), bucket),
    detail: [
      l10n.t(
        'The origin host is then set to the domain, and all cached content of the domain is refreshed, which uses 1 directory refresh of the daily quota.',
      ),
    ],
  };
}

/** Asks one question of a run that may not have started yet. The caller handles the answer. */
export async function askBeforeStart(
  deps: RunCommandDeps,
  record: RunRecord,
  { ask, ...given }: Pick<AskContext, 'preset' | 'answer'> & { readonly ask: UserAsk },
): Promise<void> {
  await questionOf(ask).show({ ...contextOf(deps, { record, activity: 'idle' }), ...given });
}

/** Returns the context of a run's question. With `asked`, answers count only while they fit the question that the run then asks. */
function contextOf(deps: RunCommandDeps, run: RunView, asked?: UserAsk): AskContext {
  const { record } = run;
  const shown = { before: run, asked };
  const fits = (answers: Partial<RunAnswers>) => {
    const now = askOf(findRun(deps.board, record.id));
    return !asked || (now !== undefined && answersToo(answers, asked, now));
  };
  return {
    run: record,
    links: consoleLinks(deps.settings.get('console')),
    ui: deps.ui,
    resolvers: deps.settings.get('verification.resolvers'),
    loadIsPublicSuffix: deps.loadIsPublicSuffix,
    loadReadPair: deps.loadReadPair,
    clock: deps.clock,
    cloud: () => deps.session.cloud(),
    answer: async (answers) => {
      // A question may stay open after it was settled otherwise.
      if (fits(answers)) await deps.board.answer(record.id, answers);
      else await askInstead(deps, record.id);
    },
    answerAndCheck: async (answers) => {
      if (!fits(answers)) return void (await askInstead(deps, record.id));
      const checked = await awaitCheck(deps, record.id, () => deps.board.answer(record.id, answers));
      return checked?.record;
    },
    recheck: () => checkRun(deps, run),
    recheckAsk: async () => {
      const checked = await awaitCheck(deps, record.id, () => deps.board.recheck(record.id));
      return checked && findAsk(checked, shown);
    },
    followAsk: (listener) => (asked ? followAsk(deps.board, shown, listener) : { dispose() {} }),
    remove: () => removeRun(deps, record.id),
  };
}

/** Shows why a step failed and the remedy. The user may retry the step or, if it is only recommended, skip it. */
function showFailure(deps: RunCommandDeps, run: RunView, id: StepId, failure: StepFailure): Promise<void> {
  const retry = { label: l10n.t('Retry'), act: () => checkRun(deps, run) };
  const skip = { label: l10n.t('Skip'), act: () => deps.board.answer(run.record.id, { skipped: { [id]: true } }) };
  const another = isForCertificate(run.record, id) ? [anotherCertificateButton(contextOf(deps, run))] : [];
  const buttons = [...another, retry, ...(isOptional(run.record.plan, id) ? [skip] : [])];
  return presentError(toStepError(run.record, failure), deps.log, buttons);
}

/** Checks a run that is waiting, and reports the result. */
export async function recheckRun(deps: RunCommandDeps, runId?: string): Promise<void> {
  const run = await chooseRun(deps, runId);
  if (run) await recheck(deps, run);
}

/** Checks a run. If its binding was skipped, first offers to resume it. The rest of the run is checked in any case. */
async function recheck(deps: RunCommandDeps, run: RunView): Promise<void> {
  const resumesBinding = canResumeBinding(run) && (await confirmResume(run.record, 'binding'));
  checkRun(deps, run, () => reconsiderRun(deps.board, run, resumesBinding));
}

/** Stops working on a run in this window. */
export async function pauseRun(deps: RunCommandDeps, runId?: string): Promise<void> {
  const run = await chooseRun(deps, runId);
  if (!run) return;
  deps.board.pause(run.record.id);
  showBriefly(l10n.t('Task paused: {0}', showDomain(run.record.plan.domain)), 3_000);
}

/** Removes a run after the user confirms. Nothing changes in the cloud. */
export async function removeRun(deps: RunCommandDeps, runId?: string): Promise<void> {
  const run = await chooseRun(deps, runId);
  if (!run) return;
  const { question, detail } = removalText(run.record);
  if (await confirmChange({ question, detail: [detail], button: l10n.t('Remove') })) {
    await deps.board.remove(run.record.id);
    showBriefly(l10n.t('Task removed: {0}', showDomain(run.record.plan.domain)), 3_000);
  }
}

function removalText({ plan: { task, domain } }: RunRecord) {
  const name = showDomain(domain);
  if (task !== undefined)
    return {
      question: l10n.t('Remove from this list: {0}?', runTitle(task, name)),
      detail: l10n.t('Settings that were made are kept. Starting again for this domain continues from there.'),
    };
  return {
    question: l10n.t('Remove the onboarding of {0} from this list?', name),
    detail: l10n.t(
      'Everything created in CDN, DNS, and OSS will be kept, except TXT records that this onboarding added for verification. Starting again for this domain continues from there.',
    ),
  };
}

/** Copies the value of the current step: the value of its record, or the CNAME. */
export async function copyStepValue({ board }: RunCommandDeps, runId?: string): Promise<void> {
  const run = findRun(board, runId);
  if (!run) return;
  const value = stepValue(run.record);
  if (value === undefined) showBriefly(l10n.t('This step has no value to copy yet'), 3000);
  else await copyToClipboard(value);
}

/** Opens the console page where the user can do the current step. */
export async function openStepConsole({ board, settings }: RunCommandDeps, runId?: string): Promise<void> {
  const run = findRun(board, runId);
  if (run) await openPage(stepConsole(run.record, consoleLinks(settings.get('console'))));
}

/** Reports that an answer had no effect, and asks the current question if there is one. */
async function askInstead(deps: RunCommandDeps, id: string): Promise<void> {
  if (!askOf(findRun(deps.board, id))) {
    void showInformation(l10n.t('Nothing was changed, because the answer is no longer needed'));
    return;
  }
  void showInformation(l10n.t('The question has changed in the meantime, so it is asked again'));
  await continueRun(deps, id);
}

/**
 * Returns the run with this id, or a run that the user chooses, in a list where those that wait for the user come first. If a single run matches `fits`, it
 * is used without asking. Resolves to `undefined` if the user cancels.
 */
export async function chooseRun(
  deps: RunCommandDeps,
  runId: string | undefined,
  fits: (run: RunView) => boolean = () => true,
): Promise<RunView | undefined> {
  if (!deps.session.account) throw new AppError('notSignedIn');
  if (deps.board.runs.length === 0) await deps.board.load();
  if (runId !== undefined) return findRun(deps.board, runId);
  const runs = deps.board.runs.filter(fits);
  const [only, ...others] = runs;
  if (only && others.length === 0) return only;
  const waiting = runs.filter(isAsking);
  const reply = await deps.ui.pick({
    title: l10n.t({ message: 'Task', comment: 'A long-running task of this extension, as the title of a list' }),
    placeholder: only ? l10n.t('Choose a task') : l10n.t('No task is running'),
    items: [...waiting, ...runs.filter((run) => !waiting.includes(run))].map((run) => ({
      label: runTitle(run.record.plan.task, showDomain(run.record.plan.domain)),
      description: describe(run),
      value: run,
    })),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

function isAsking({ record }: RunView): boolean {
  return openStep(record)?.state.state === 'needsUser';
}

/** Describes what a run waits for, or its result. */
function describe({ record, activity }: RunView): string {
  const state = openStep(record)?.state;
  if (state?.state === 'needsUser') return questionOf(state.ask).text().row;
  return activity === 'finished' ? l10n.t('Done') : originText(record.plan.origin);
}

/** Returns the value of the current step that can be copied: the value of the record to add or, without one, the CNAME once it is known. */
export function stepValue(record: RunRecord): string | undefined {
  const state = openStep(record)?.state;
  const asked = state?.state === 'needsUser' ? questionOf(state.ask).copies() : undefined;
  return asked ?? (record.facts.cname || undefined);
}

/** Returns the console page that shows the current step and where the user can do it. */
export function stepConsole(record: RunRecord, links: ConsoleLinks): ConsolePage {
  const { plan, facts } = record;
  const bucket = ownBucket(plan.origin);
  const bucketDomains = bucket ? links.bucketDomains(bucket) : links.buckets();
  const zone = facts.dns.kept === 'elsewhere' ? links.cdnDomain(plan.domain) : links.zone(facts.dns.zone);
  const pages: Readonly<Record<StepId, ConsolePage>> = {
    service: links.cdnDomains(),
    upload: bucketDomains,
    name: links.cdnDomains(),
    ownership: zone,
    domain: links.cdnDomains(),
    online: links.cdnDomain(plan.domain),
    cname: links.cdnDomain(plan.domain),
    privateOrigin: links.cdnDomainPage(plan.domain, 'backSrc'),
    edge: links.cdnDomain(plan.domain),
    record: zone,
    resolved: zone,
    binding: bucketDomains,
    originHost: links.cdnDomainPage(plan.domain, 'backSrc'),
    autoUpdate: bucketDomains,
    certificate: links.cdnDomainPage(plan.domain, 'https'),
    served: links.cdnDomainPage(plan.domain, 'https'),
    protocols: links.cdnDomainPage(plan.domain, 'https'),
    redirect: links.cdnDomainPage(plan.domain, 'https'),
    addresses: links.cdnDomainPage(plan.domain, 'cache'),
    notFound: links.cdnDomainPage(plan.domain, 'cache'),
    caching: links.cdnDomainPage(plan.domain, 'cache'),
    transfer: links.cdnDomain(plan.domain),
    dropCopies: links.cdnRefreshTasks(),
    siteServed: links.cdnDomain(plan.domain),
    publish: bucket ? links.bucket(bucket) : links.buckets(),
    afterSwitch: bucketDomains,
    mapping: bucket ? links.bucket(bucket) : links.buckets(),
  };
  return pages[openStep(record)?.id ?? 'online'];
}
