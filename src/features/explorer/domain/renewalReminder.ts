import { showDomain } from '../../../core/domainName.js';
import { isHeldBack, planReminders, type RemindedAt } from '../../../core/https/renewal.js';
import { l10n } from '../../../core/l10n.js';
import type { HttpsDomain } from '../../../core/ports/certificates.js';
import { executeCommand } from '../../../host/commandIds.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { showWarning } from '../../../host/display.js';
import type { StateKey } from '../../../host/stateKeys.js';

const remindedKey: StateKey = 'renewalReminders';

/**
 * Reminds once a day of each due certificate, with a button that renews it, unless the authority suggests to wait.
 * Resolves when the messages are closed.
 */
export async function remindOfRenewal(
  { memory, clock, session }: Pick<FeatureDeps, 'memory' | 'clock' | 'session'>,
  listed: readonly HttpsDomain[],
): Promise<void> {
  const now = clock.now();
  const { due, reminded } = planReminders(listed, memory.get<RemindedAt>(remindedKey) ?? {}, now);
  if (due.length === 0) return;
  // Saved before the question is shown, so that no other window asks too.
  await memory.set(remindedKey, reminded);
  const cloud = await session.cloud();
  const { signal } = new AbortController();
  const remind = async (each: (typeof due)[number]) =>
    (await isHeldBack(cloud, each, now, signal)) || showReminder(each.domain, each.days);
  await Promise.all(due.map(remind));
}

async function showReminder(domain: string, days: number): Promise<void> {
  const renew = l10n.t('Renew Certificate…');
  if ((await showWarning(reminderText(showDomain(domain), days), renew)) === renew)
    await executeCommand('ossCdn.renewCertificate', domain);
}

function reminderText(name: string, days: number): string {
  if (days < 0) return l10n.t("The Let's Encrypt certificate of {0} has expired", name);
  return days === 1
    ? l10n.t("The Let's Encrypt certificate of {0} expires in 1 day", name)
    : l10n.t("The Let's Encrypt certificate of {0} expires in {1} days", name, days);
}
