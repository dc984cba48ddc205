import type { RunContext } from './run/runContext.js';
import { workOnRun } from './run/runLoop.js';
import type { Step } from './run/step.js';
import { homePageStep } from './site/homePage.js';
import { autoUpdateStep } from './steps/autoUpdate.js';
import { bindingStep } from './steps/binding.js';
import { cnameStep } from './steps/cname.js';
import { domainStep } from './steps/domain.js';
import { edgeStep } from './steps/edge.js';
import { mappingStep } from './steps/mapping.js';
import { nameStep } from './steps/name.js';
import { onlineStep } from './steps/online.js';
import { originHostStep } from './steps/originHost.js';
import { ownershipStep } from './steps/ownership.js';
import { privateOriginStep } from './steps/privateOrigin.js';
import { recordStep } from './steps/record.js';
import { resolvedStep } from './steps/resolved.js';
import { serviceStep } from './steps/service.js';
import { uploadStep } from './steps/upload.js';

/** Every step of an onboarding, in the order of `stepIds`. */
export const allSteps: readonly Step[] = [
  serviceStep,
  uploadStep,
  nameStep,
  ownershipStep,
  domainStep,
  onlineStep,
  cnameStep,
  privateOriginStep,
  edgeStep,
  recordStep,
  resolvedStep,
  bindingStep,
  originHostStep,
  mappingStep,
  homePageStep,
  autoUpdateStep,
];

/** Works on a run with every step. */
export function workOnAllSteps(id: string, context: RunContext): Promise<void> {
  return workOnRun(id, context, allSteps);
}
