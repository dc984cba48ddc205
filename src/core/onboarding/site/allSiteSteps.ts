import type { RunContext } from '../run/runContext.js';
import { workOnRun } from '../run/runLoop.js';
import type { Step } from '../run/step.js';
import { onlineStep } from '../steps/online.js';
import { dropCopiesStep } from './dropCopies.js';
import { siteSettings } from './settings.js';
import { siteServedStep } from './siteServed.js';

/** Every step that has a domain serve a site, in the order of `siteStepIds`. */
export const allSiteSteps: readonly Step[] = [onlineStep, ...siteSettings, dropCopiesStep, siteServedStep];

/** Works on a run that has a domain serve a site. */
export function workOnSite(id: string, context: RunContext): Promise<void> {
  return workOnRun(id, context, allSiteSteps);
}
