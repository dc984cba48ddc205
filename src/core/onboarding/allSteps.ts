import { afterSwitchStep } from './afterSwitch.js';
import { makeTogether } from './cdnSettings.js';
import { certificateStep } from './https/certificate.js';
import { protocolsStep } from './https/protocols.js';
import { redirectStep } from './https/redirect.js';
import { servedStep } from './https/served.js';
import type { OnboardingPlan, StepId } from './run/run.js';
import { type RunContext, workOnRun } from './run/runLoop.js';
import { stepIdsOf } from './run/runRecord.js';
import type { Step } from './run/step.js';
import { dropCopiesStep } from './site/dropCopies.js';
import { notFoundStep, settingsStep } from './site/settings.js';
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

const steps: Readonly<Record<StepId, Step>> = {
  service: serviceStep,
  upload: uploadStep,
  name: nameStep,
  mapping: mappingStep,
  ownership: ownershipStep,
  domain: domainStep,
  online: onlineStep,
  cname: cnameStep,
  publish: publishStep,
  binding: bindingStep,
  dropCopies: dropCopiesStep,
  certificate: certificateStep,
  edge: edgeStep,
  record: recordStep,
  resolved: resolvedStep,
  afterSwitch: afterSwitchStep,
  redirect: redirectStep,
  autoUpdate: autoUpdateStep,
  served: servedStep,
  siteServed: siteServedStep,
  ...makeTogether({
    privateOrigin: privateOriginStep,
    originHost: originHostStep,
    addresses: settingsStep('addresses'),
    notFound: notFoundStep(),
    caching: settingsStep('caching'),
    transfer: settingsStep('transfer'),
  }),
  ...makeTogether({ protocols: protocolsStep }),
};

/** Returns the steps of a task in order; those of an onboarding if `task` is `undefined`. */
export function stepsOf(task: OnboardingPlan['task']): readonly Step[] {
  return stepIdsOf(task === undefined ? {} : { task }).map((id) => steps[id]);
}

/** Returns the function that works on a run of this task with all its steps. */
export function runLoopOf(task: OnboardingPlan['task']) {
  return (id: string, context: RunContext): Promise<void> => workOnRun(id, context, stepsOf(task));
}
