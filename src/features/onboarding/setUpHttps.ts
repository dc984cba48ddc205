import { openDomain, startTask } from './domainTask.js';
import { continueRun, type RunCommandDeps } from './runCommands.js';

/** Starts a run that sets up HTTPS of a domain, tells its id to `watch`, and asks for the certificate as soon as the run does. */
export async function setUpHttps(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const domain = await openDomain(deps, given);
  if (domain) await startTask(deps, domain, { task: 'https', first: 'chooseCertificate' }, watch);
}

/** Starts the same run for a new certificate of Let's Encrypt, which the user is asked about at once. */
export async function renewCertificate(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const domain = await openDomain(deps, given);
  const ask = (id: string) => continueRun(deps, id, 'acme');
  if (domain) await startTask(deps, domain, { task: 'https', first: 'chooseCertificate', ask }, watch);
}
