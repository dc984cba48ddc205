import { l10n } from 'vscode';
import type { CdnPort } from '../../core/ports/cdn.js';
import { confirmChange } from '../../host/changePrompts.js';

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
