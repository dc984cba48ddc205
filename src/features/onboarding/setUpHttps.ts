import type { RunView } from '../../core/onboarding/run/run.js';
import { openDomain, startTask } from './domainTask.js';
import { askForRenewal, type RunCommandDeps } from './runCommands.js';

/** Starts a run that sets up HTTPS of a domain, tells its id to `watch`, and asks for the certificate as soon as the run does. */
export async function setUpHttps(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const domain = await openDomain(deps, given);
  if (domain) await startTask(deps, domain, { task: 'https', first: 'chooseCertificate' }, watch);
}

/** Asks about a new certificate of Let's Encrypt, which the same run requests; one that still waits for something takes it too. */
export async function renewCertificate(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const domain = await openDomain(deps, given);
  const ask = (run: RunView) => askForRenewal(deps, run);
  if (domain) await startTask(deps, domain, { task: 'https', ask }, watch);
}
