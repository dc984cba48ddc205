import { commands } from 'vscode';
import { domainStatusText } from '../../core/cdn/domainText.js';
import { requireNoStaging } from '../../core/delivery/requireNoStaging.js';
import { showDomain } from '../../core/domainName.js';
import { certificateKey, isOfLetsEncrypt } from '../../core/https/chosenCertificate.js';
import { l10n } from '../../core/l10n.js';
import type { OnboardingPlan, RunView } from '../../core/onboarding/run/run.js';
import { isUnfinished, isWithoutCertificate } from '../../core/onboarding/run/runRecord.js';
import { showInformation } from '../../host/display.js';
import { chooseDomain, draftTask, openDomain, readDomain, startAnswered, startTask } from './domainTask.js';
import { askBeforeStart, askForCertificate, continueRun, type RunCommandDeps } from './runCommands.js';

const task = { task: 'https' } as const;

/**
 * Starts a run that sets up HTTPS of a domain, passes its id to `watch`, and asks for the certificate once needed. If it
 * was set up before, the certificate is asked for first, so that the finished run stays if cancelled. A running run of
 * the domain, possibly its onboarding, is continued instead.
 */
export async function setUpHttps(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const name = given ?? (await chooseDomain(deps, l10n.t('Set Up HTTPS')));
  if (name === undefined) return;
  const running = await findUnderWay(deps, name);
  if (running) return continueHttps(deps, running);
  const domain = await readDomain(deps, name);
  if (domain.status !== 'online') {
    const [shown, status] = [showDomain(domain.name), domainStatusText(domain.status)];
    void showInformation(
      l10n.t('HTTPS of {0} is set up after the domain is online. Current status: {1}', shown, status),
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

/** The running run that sets up HTTPS of a domain: the onboarding, which has the same steps, else the task. */
async function findUnderWay({ board }: RunCommandDeps, domain: string): Promise<RunView | undefined> {
  if (board.runs.length === 0) await board.load();
  const running = board.runs.filter((run) => isUnfinished(run) && run.record.plan.domain === domain);
  const find = (wanted: OnboardingPlan['task']) => running.find(({ record }) => record.plan.task === wanted);
  return find(undefined) ?? find('https');
}

/** Opens what a run waits for, or the certificate if that was postponed. */
async function continueHttps(deps: RunCommandDeps, run: RunView): Promise<void> {
  await commands.executeCommand('ossCdn.explorer.focus');
  await (isWithoutCertificate(run.record) ? askForCertificate(deps, run) : continueRun(deps, run.record.id));
}

/**
 * Asks for a new certificate, of Let's Encrypt if the present one is, and passes it to the same run, even if that still
 * waits. Nothing is started before the answer.
 */
export async function renewCertificate(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const domain = await openDomain(deps, given, l10n.t('Renew Certificate'));
  if (!domain) return;
  const running = await findUnderWay(deps, domain.name);
  if (running && running.record.plan.task === undefined) return askForCertificate(deps, running);
  const { cdn } = await deps.session.cloud();
  const held = await cdn.readCertificate(domain.name, new AbortController().signal);
  const { record } = await draftTask(deps, domain, task);
  await askBeforeStart(deps, record, {
    ask: { kind: 'chooseCertificate' },
    ...(held && isOfLetsEncrypt(held.name) && { preset: 'acme' }),
    answer: startAnswered(deps, domain, task, watch),
  });
}
