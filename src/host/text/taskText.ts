import { l10n } from 'vscode';
import type { OnboardingPlan } from '../../core/onboarding/run/run.js';

/** What a run is called: the domain for an onboarding, else what is set up for the domain. */
export function taskText(task: OnboardingPlan['task'], domain: string): string {
  if (task === undefined) return domain;
  return task === 'https' ? l10n.t('HTTPS of {0}', domain) : l10n.t('Site of {0}', domain);
}

/** What a run is called below its domain, where several may stand. */
export function taskLabel(task: OnboardingPlan['task']): string {
  if (task === undefined) return l10n.t('Onboarding');
  return task === 'https' ? l10n.t('HTTPS setup') : l10n.t('Site setup');
}
