import type { RunContext } from '../run/runContext.js';
import { workOnRun } from '../run/runLoop.js';
import type { Step } from '../run/step.js';
import { onlineStep } from '../steps/online.js';
import { certificateStep } from './certificate.js';
import { protocolsStep } from './protocols.js';
import { redirectStep } from './redirect.js';
import { servedStep } from './served.js';

/** Every step that sets up HTTPS, in the order of `httpsStepIds`. */
export const allHttpsSteps: readonly Step[] = [onlineStep, certificateStep, servedStep, protocolsStep, redirectStep];

/** Works on a run that sets up HTTPS. */
export function workOnHttps(id: string, context: RunContext): Promise<void> {
  return workOnRun(id, context, allHttpsSteps);
}
