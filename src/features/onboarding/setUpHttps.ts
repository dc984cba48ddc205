import { openDomain, startTask } from './domainTask.js';
import type { RunCommandDeps } from './runCommands.js';

/** Starts a run that sets up HTTPS of a domain, tells its id to `watch`, and asks for the certificate as soon as the run does. */
export async function setUpHttps(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const domain = await openDomain(deps, given);
  if (domain) await startTask(deps, domain, { task: 'https', first: 'chooseCertificate' }, watch);
}
