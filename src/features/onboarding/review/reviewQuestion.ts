import { l10n } from 'vscode';
import type { Account } from '../../../core/account.js';
import { showDomain } from '../../../core/domainName.js';
import type { Asking, FormUi, Question, Reply } from '../../../core/form.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { ConsolePage } from '../../../host/console/consoleLinks.js';
import { chosenFolder, type OnboardingAnswers, toPlan } from '../form/answers.js';
import type { SourceMeans } from '../form/sources.js';
import { readOutlook } from './outlook.js';
import { reviewRows } from './reviewRows.js';

/** What the review looks at, and opens pages through. */
export interface ReviewMeans extends Pick<SourceMeans, 'links' | 'openPage' | 'resolvers'> {
  readonly cloud: CloudPorts;
  readonly account: Account;
}

/** The last question: everything that will be created and changed, under headings, with Back to the answers. */
export function reviewQuestion(means: ReviewMeans, signal: AbortSignal): Question<OnboardingAnswers> {
  return {
    id: 'agreed',
    when: ({ type }) => type !== 'dcdn',
    ask: (ui, answers, asking) => askToStart({ ui, means, signal }, answers, asking),
  };
}

async function askToStart(
  { ui, means, signal }: { readonly ui: FormUi; readonly means: ReviewMeans; readonly signal: AbortSignal },
  answers: Partial<OnboardingAnswers>,
  { step, total }: Asking<true>,
): Promise<Reply<true>> {
  const plan = toPlan(answers);
  if (!plan) return { kind: 'back' };
  const rows = readOutlook(means.cloud, plan, means.resolvers, signal).then((outlook) =>
    reviewRows({ plan, folder: chosenFolder(answers) }, outlook, means),
  );
  for (;;) {
    const reply = await ui.pick<'start' | 'fact' | { readonly page: ConsolePage }>({
      step,
      total,
      title: l10n.t('Review: {0}', showDomain(plan.domain)),
      placeholder: l10n.t('Review what will be created and changed'),
      notes: [l10n.t('Nothing is created before you choose Start Onboarding')],
      items: rows,
      preset: 'start',
    });
    if (reply.kind !== 'value') return reply;
    if (reply.value === 'start') return { kind: 'value', value: true };
    if (reply.value !== 'fact') await means.openPage(reply.value.page);
  }
}
