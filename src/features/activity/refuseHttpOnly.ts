import { l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { CdnPort } from '../../core/ports/cdn.js';
import { showWarning } from '../../host/display.js';

/** Whether a domain has to keep its certificate, since visitors over http are sent to https; the user is then told what to turn off first. */
export async function refuseHttpOnly(cdn: CdnPort, domain: string, signal: AbortSignal): Promise<boolean> {
  const configs = await cdn.readConfigs(domain, ['https_force', 'HSTS'], signal);
  const isOn = (name: string, switched: string) =>
    configs.some(({ functionName, args }) => functionName === name && args[switched] === 'on');
  const name = showDomain(domain);
  const why = isOn('https_force', 'enable')
    ? l10n.t(
        'The certificate was not removed, because http is redirected to https and visitors would get an error. Undo the redirect first: {0}',
        name,
      )
    : isOn('HSTS', 'enabled') &&
      l10n.t(
        'The certificate was not removed, because HSTS is on and browsers would refuse http. Turn off HSTS first: {0}',
        name,
      );
  if (why) void showWarning(why);
  return Boolean(why);
}
