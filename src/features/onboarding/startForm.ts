import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { runForm } from '../../core/form.js';
import type { BucketRef } from '../../core/ports/oss.js';
import type { FeatureDeps } from '../../host/deps.js';
import { toPlan } from './answers.js';
import { openDraft } from './draft.js';
import { onboardingQuestions } from './questions.js';
import { confirmPlan } from './review.js';
import { type FormSources, openSources } from './sources.js';

/** What the form needs. */
export interface FormDeps extends Pick<FeatureDeps, 'session' | 'board' | 'memory' | 'ui' | 'log'> {
  readonly loadIsPublicSuffix: FormSources['loadIsPublicSuffix'];
}

/** Asks what an onboarding needs and starts it; answers the run's id, or `undefined` when the person left. */
export async function startForm(deps: FormDeps, bucket?: BucketRef): Promise<string | undefined> {
  const account = deps.session.account;
  if (!account) throw new AppError('notSignedIn');
  const work = new AbortController();
  try {
    const draft = openDraft(deps.memory, account.id);
    const sources = openSources(await deps.session.cloud(), deps.loadIsPublicSuffix, work.signal);
    const answers = await runForm(onboardingQuestions(sources), deps.ui, {
      draft: draft.read(),
      onDraft: (kept) => draft.write(kept),
      ...(bucket && { given: { bucket } }),
    });
    const plan = answers && toPlan(answers);
    if (!plan || !(await confirmPlan(plan))) return undefined;
    const id = await deps.board.start(plan);
    deps.log.info(`Onboarding started: ${showDomain(plan.domain)}`);
    await draft.clear();
    return id;
  } finally {
    work.abort();
  }
}
