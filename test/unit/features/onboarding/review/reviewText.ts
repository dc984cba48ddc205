import { isPublicSuffix } from '../../../../../src/cloud/publicSuffix.js';
import { preselect } from '../../../../../src/core/https/certificateOptions.js';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { Choices } from '../../../../../src/features/onboarding/review/choices.js';
import { type PlanOutlook, readOutlook } from '../../../../../src/features/onboarding/review/outlook.js';
import { type ReviewInput, toReviewPage } from '../../../../../src/features/onboarding/review/reviewPage.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { pageText } from '../../../../support/pageText.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

const account = {
  id: '100',
  source: { kind: 'profile', profile: 'site' },
  user: { kind: 'ramUser', name: 'ops' },
} as const;

/** What a review finds in an account. */
export function lookAt(cloud: MemoryCloud, plan: OnboardingPlan): Promise<PlanOutlook> {
  const { signal } = new AbortController();
  return readOutlook({ cloud, resolvers: ['192.0.2.1'], clock: createVirtualClock(), signal }, plan);
}

/** What is decided unless the user changes it. */
export function choose(plan: OnboardingPlan, { certificates }: PlanOutlook, changes: Partial<Choices> = {}): Choices {
  return { plan, certificate: preselect(certificates), redirects: true, ...changes };
}

/** The review as one text. */
export function reviewText(
  plan: OnboardingPlan,
  outlook: PlanOutlook,
  changes: Partial<Choices> = {},
  more: Partial<ReviewInput> = {},
): string {
  const looked = { choices: choose(plan, outlook, changes), outlook };
  return pageText(toReviewPage({ domain: plan.domain, account, hasBack: true, isPublicSuffix, looked, ...more }));
}
