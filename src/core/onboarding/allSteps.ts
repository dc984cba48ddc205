import { certificateStep } from './https/certificate.js';
import { protocolsStep } from './https/protocols.js';
import { redirectStep } from './https/redirect.js';
import type { RunContext } from './run/runContext.js';
import { workOnRun } from './run/runLoop.js';
import type { Step } from './run/step.js';
import { dropCopiesStep } from './site/dropCopies.js';
import { siteSettings } from './site/settings.js';
import { afterSwitchStep } from './afterSwitch.js';
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

/** Every step of an onboarding, in the order of `stepIds`: the whole site is made and proven before DNS leads visitors to it. */
export const allSteps: readonly Step[] = [
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

/** Works on a run with every step. */
export function workOnAllSteps(id: string, context: RunContext): Promise<void> {
  return workOnRun(id, context, allSteps);
}
