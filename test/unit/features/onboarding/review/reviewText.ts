import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { PlanOutlook } from '../../../../../src/features/onboarding/review/outlook.js';
import { reviewRows } from '../../../../../src/features/onboarding/review/reviewRows.js';
import { consoleLinks } from '../../../../../src/host/console/consoleLinks.js';

const account = {
  id: '100',
  source: { kind: 'profile', profile: 'site' },
  user: { kind: 'ramUser', name: 'ops' },
} as const;

/** The review as one text: each heading in brackets, then its rows with what they say beside and below. */
export function reviewText(plan: OnboardingPlan, outlook: PlanOutlook, folder?: string): string {
  let group: string | undefined;
  return reviewRows({ plan, folder }, outlook, { links: consoleLinks('international'), account })
    .flatMap(({ label, description, detail, group: own }) => {
      const heading = own !== undefined && own !== group ? [`[${own}]`] : [];
      group = own;
      return [...heading, [label, description, detail].filter(Boolean).join(' · ')];
    })
    .join('\n');
}
