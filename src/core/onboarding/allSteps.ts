import { afterSwitchStep } from './afterSwitch.js';
import { certificateStep } from './https/certificate.js';
import { protocolsStep } from './https/protocols.js';
import { redirectStep } from './https/redirect.js';
import { servedStep } from './https/served.js';
import type { OnboardingPlan } from './run/run.js';
import type { RunContext } from './run/runContext.js';
import { workOnRun } from './run/runLoop.js';
import type { Step } from './run/step.js';
import { dropCopiesStep } from './site/dropCopies.js';
import { siteSettings } from './site/settings.js';
import { siteServedStep } from './site/siteServed.js';
import { autoUpdateStep } from './steps/autoUpdate.js';
import { bindingStep } from './steps/binding.js';
import { domainStep } from './steps/domain.js';
import { edgeStep } from './steps/edge.js';
import { mappingStep } from './steps/mapping.js';
import { nameStep } from './steps/name.js';
import { cnameStep, onlineStep } from './steps/online.js';
import { originHostStep } from './steps/originHost.js';
import { ownershipStep } from './steps/ownership.js';
import { privateOriginStep } from './steps/privateOrigin.js';
import { publishStep } from './steps/publish.js';
import { recordStep } from './steps/record.js';
import { resolvedStep } from './steps/resolved.js';
import { serviceStep } from './steps/service.js';
import { uploadStep } from './steps/upload.js';

/** The steps of an onboarding, in the order of `stepIds`: the whole site is made and proven before DNS leads visitors to it. */
const onboardingSteps: readonly Step[] = [
  serviceStep,
  uploadStep,
  nameStep,
  mappingStep,
  ownershipStep,
  domainStep,
  onlineStep,
  cnameStep,
  privateOriginStep,
  publishStep,
  bindingStep,
  originHostStep,
  ...siteSettings,
  dropCopiesStep,
  certificateStep,
  protocolsStep,
  edgeStep,
  recordStep,
  resolvedStep,
  afterSwitchStep,
  redirectStep,
  autoUpdateStep,
];

/** The steps to set up HTTPS, in the order of `httpsStepIds`. */
const httpsSteps: readonly Step[] = [onlineStep, certificateStep, servedStep, protocolsStep, redirectStep];

/** The steps to set a site type, in the order of `siteStepIds`. */
const siteSteps: readonly Step[] = [onlineStep, ...siteSettings, dropCopiesStep, siteServedStep];

/** The steps of a task in order. */
export function stepsOf(task: OnboardingPlan['task']): readonly Step[] {
  return task === undefined ? onboardingSteps : { https: httpsSteps, site: siteSteps }[task];
}

/** The run loop of a task with all its steps. */
export function runLoopOf(task: OnboardingPlan['task']) {
  return (id: string, context: RunContext): Promise<void> => workOnRun(id, context, stepsOf(task));
}
