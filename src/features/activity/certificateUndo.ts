import { l10n } from 'vscode';
import type { Undo } from '../../core/activity/activity.js';
import { showDomain } from '../../core/domainName.js';
import { isRestorable } from '../../core/https/restorable.js';
import { showWarning } from '../../host/display.js';
import type { UndoPlan, UndoWork } from './undoPlan.js';

type CertificateUndo = Extract<Undo, { kind: 'setCertificate' | 'deleteCertificate' }>;

/** What else is known of the undo of a certificate; `undefined` once the user was told why it is not possible now. */
export async function checkCertificateUndo(
  { cloud: { cdn }, signal }: UndoWork,
  { kind, domain }: CertificateUndo,
): Promise<Pick<UndoPlan, 'isFinal'> | undefined> {
  // Without a certificate https fails, and with it all visitors that are sent there.
  const configs = kind === 'deleteCertificate' ? await cdn.readConfigs(domain, ['https_force', 'HSTS'], signal) : [];
  const isOn = (name: string, switched: string) =>
    configs.some(({ functionName, args }) => functionName === name && args[switched] === 'on');
  if (isOn('https_force', 'enable')) return tell(redirectFirst(showDomain(domain)));
  if (isOn('HSTS', 'enabled')) return tell(hstsFirst(showDomain(domain)));
  const held = await cdn.readCertificate(domain, signal);
  return { isFinal: held !== undefined && !isRestorable(held) };
}

function tell(why: string): undefined {
  void showWarning(why);
}

function redirectFirst(name: string): string {
  return l10n.t(
    'The certificate was not removed, because http is redirected to https and visitors would get an error. Undo the redirect first: {0}',
    name,
  );
}

function hstsFirst(name: string): string {
  return l10n.t(
    'The certificate was not removed, because HSTS is on and browsers would refuse http. Turn off HSTS first: {0}',
    name,
  );
}
