import { env, l10n, window } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { runForm } from '../../core/form.js';
import { originHost } from '../../core/origin.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { consoleLinks } from '../../host/consoleLinks.js';
import type { FeatureDeps } from '../../host/deps.js';
import { executeCommand } from '../../host/executeCommand.js';
import { openPage } from '../../host/openPage.js';
import { originText } from '../../host/originProblem.js';
import { type OnboardingAnswers, toOrigin, toPlan } from './answers.js';
import { openDraft } from './draft.js';
import { passPreflight } from './preflight.js';
import { onboardingQuestions } from './questions.js';
import { confirmPlan, readOutlook } from './review.js';
import { type FormSources, openSources, type SourceMeans } from './sources.js';

/** What the form needs. */
export interface FormDeps
  extends Pick<FeatureDeps, 'session' | 'board' | 'memory' | 'ui' | 'log' | 'settings' | 'clock'>,
    Pick<FormSources, 'loadIsPublicSuffix' | 'loadIsPrivateAddress'> {}

/** Asks what an onboarding needs and starts it; answers the run's id, or `undefined` when the person left. */
export async function startForm(deps: FormDeps, bucket?: BucketRef): Promise<string | undefined> {
  const account = deps.session.account;
  if (!account) throw new AppError('notSignedIn');
  const work = new AbortController();
  try {
    const cloud = await deps.session.cloud();
    const means = meansOf(deps);
    if (!(await passPreflight(cloud.cdn, means, work.signal))) return undefined;
    const draft = openDraft(deps.memory, account.id);
    const answers = await runForm(onboardingQuestions(openSources(cloud, means, work.signal)), deps.ui, {
      draft: draft.read(),
      onDraft: (kept) => draft.write(kept),
      ...(bucket && { given: { originKind: 'bucket', bucket } }),
    });
    if (answers?.type === 'dcdn') return await handOver(answers, means);
    const plan = answers && toPlan(answers);
    if (!plan) return undefined;
    if (!(await confirmPlan(plan, await readOutlook(cloud, plan, work.signal), means))) return undefined;
    const id = await deps.board.start(plan);
    deps.log.info(`Onboarding started: ${showDomain(plan.domain)}`);
    await draft.clear();
    return id;
  } finally {
    work.abort();
  }
}

function meansOf({ settings, clock, loadIsPublicSuffix, loadIsPrivateAddress }: FormDeps): SourceMeans {
  return {
    clock,
    resolvers: settings.get('verification.resolvers'),
    loadIsPublicSuffix,
    loadIsPrivateAddress,
    links: consoleLinks(settings.get('console')),
    openPage,
    editOrigin: (domain) => executeCommand('ossCdn.editOrigin', domain),
  };
}

/** DCDN has a console of its own: it is opened with the answers on the clipboard. */
async function handOver(answers: Partial<OnboardingAnswers>, { links, openPage }: SourceMeans): Promise<undefined> {
  const open = l10n.t('Open DCDN Console');
  const sentence = l10n.t('DCDN is set up in its own console; your answers go to the clipboard');
  const text = describeAnswers(answers);
  if ((await window.showInformationMessage(sentence, { modal: true, detail: text }, open)) !== open) return;
  await env.clipboard.writeText(text);
  await openPage(links.dcdn());
}

function describeAnswers(answers: Partial<OnboardingAnswers>): string {
  const origin = toOrigin(answers);
  return [
    l10n.t('Domain: {0}', showDomain(answers.domain ?? '')),
    l10n.t('Origin: {0}', origin ? (origin.kind === 'bucket' ? originHost(origin.bucket) : originText(origin)) : ''),
  ].join('\n');
}
