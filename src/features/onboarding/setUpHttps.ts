import { commands, l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { isOfLetsEncrypt } from '../../core/https/pemPair.js';
import { showInformation } from '../../host/display.js';
import { domainStatusText } from '../../host/text/domainText.js';
import { draftTask, openDomain, planOf, startTask } from './domainTask.js';
import { askForRenewal, type RunCommandDeps } from './runCommands.js';

/** Starts a run that sets up HTTPS of a domain, tells its id to `watch`, and asks for the certificate as soon as the run does. */
export async function setUpHttps(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const domain = await openDomain(deps, given, l10n.t('Set Up HTTPS'));
  if (!domain) return;
  if (domain.status !== 'online') {
    const [name, status] = [showDomain(domain.name), domainStatusText(domain.status)];
    void showInformation(
      l10n.t('HTTPS of {0} is set up after the domain is online. Current status: {1}', name, status),
    );
  }
  await startTask(deps, domain, { task: 'https', first: 'chooseCertificate' }, watch);
}

/**
 * Asks about a new certificate, of Let's Encrypt where the present one is from there, which the same run requests; one that still waits
 * for something takes it too. Nothing is started before it was answered.
 */
export async function renewCertificate(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const { board } = deps;
  const domain = await openDomain(deps, given, l10n.t('Renew Certificate'));
  if (!domain) return;
  const { cdn } = await deps.session.cloud();
  const held = await cdn.readCertificate(domain.name, new AbortController().signal);
  await askForRenewal(deps, await draftTask(deps, domain, 'https'), {
    ...(held && isOfLetsEncrypt(held.name) && { preset: 'acme' }),
    answer: async (answers) => {
      await commands.executeCommand('ossCdn.explorer.focus');
      const id = await board.start(planOf(domain, { task: 'https' }));
      await board.answer(id, answers);
      watch(id);
    },
  });
}
