import { l10n } from 'vscode';
import { requireNoStaging } from '../../core/delivery/requireNoStaging.js';
import { showDomain } from '../../core/domainName.js';
import { certificateKey } from '../../core/https/chosenCertificate.js';
import { isOfLetsEncrypt } from '../../core/https/pemPair.js';
import { showInformation } from '../../host/display.js';
import { domainStatusText } from '../../host/text/domainText.js';
import { draftTask, openDomain, startAnswered, startTask } from './domainTask.js';
import { askBeforeStart, type RunCommandDeps } from './runCommands.js';

const task = { task: 'https' } as const;

/**
 * Starts a run that sets up HTTPS of a domain, tells its id to `watch`, and asks for the certificate as soon as the run does. Where it was set
 * up before, that is asked first, so that the finished run stays when the user cancels.
 */
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
  const { isFinished, record } = await draftTask(deps, domain, task);
  if (!isFinished) return startTask(deps, domain, { ...task, first: 'chooseCertificate' }, watch);
  const { cdn } = await deps.session.cloud();
  const { signal } = new AbortController();
  await requireNoStaging(cdn, domain.name, signal);
  const held = await cdn.readCertificate(domain.name, signal);
  const ask = { kind: 'chooseCertificate', ...(held && { held, present: certificateKey(held) }) } as const;
  await askBeforeStart(deps, record, { ask, answer: startAnswered(deps, domain, task, watch) });
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
  const domain = await openDomain(deps, given, l10n.t('Renew Certificate'));
  if (!domain) return;
  const { cdn } = await deps.session.cloud();
  const held = await cdn.readCertificate(domain.name, new AbortController().signal);
  const { record } = await draftTask(deps, domain, task);
  await askBeforeStart(deps, record, {
    ask: { kind: 'chooseCertificate' },
    ...(held && isOfLetsEncrypt(held.name) && { preset: 'acme' }),
    answer: startAnswered(deps, domain, task, watch),
  });
}
