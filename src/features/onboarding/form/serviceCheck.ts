import { l10n } from 'vscode';
import { checkService } from '../../../core/cdn/serviceState.js';
import type { CdnPort } from '../../../core/ports/cdn.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { showWarning } from '../../../host/display.js';
import type { FormSources } from './sources.js';

/** Says whether CDN can be used by this account; offers to open the service, or to settle what is owed. */
export async function passServiceCheck(
  cdn: CdnPort,
  { links, openPage }: Pick<FormSources, 'links' | 'openPage'>,
  signal: AbortSignal,
): Promise<boolean> {
  const state = await checkService(cdn, signal);
  if (state === 'open') return true;
  if (state === 'notOpen') return openService(cdn, signal);
  const billing = l10n.t('Open Billing');
  const sentence = l10n.t('CDN is locked because a payment is overdue: pay it, then start again');
  if ((await showWarning(sentence, billing)) === billing) await openPage(links.balance());
  return false;
}

/** Activates CDN after the user agreed to what it costs; false when they did not. */
export async function openService(cdn: CdnPort, signal: AbortSignal): Promise<boolean> {
  const detail = [
    l10n.t(
      'CDN is not activated for this account. Activation is free, but billing by traffic will start: all traffic that edge nodes deliver will be billed from then on.',
    ),
  ];
  const question = l10n.t('Activate Alibaba Cloud CDN for this account?');
  if (!(await confirmChange({ question, detail, button: l10n.t('Activate CDN') }))) return false;
  await cdn.openService(signal);
  return true;
}
