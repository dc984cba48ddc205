import { l10n } from 'vscode';
import { checkService } from '../../../core/cdn/serviceState.js';
import type { CdnPort } from '../../../core/ports/cdn.js';
import { showWarning } from '../../../host/display.js';
import { openService } from '../../questions/service.js';
import type { FormSources } from './sources.js';

/** Returns whether this account can use CDN; offers to activate the service, or to pay what is owed. */
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
