import { domainStatusText } from '../../core/cdn/domainText.js';
import { barredError, hasFailed } from '../../core/domains/waitForDomain.js';
import { AppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import type { DomainStatus } from '../../core/ports/cdn.js';
import { withRemark } from '../../core/text/plainText.js';
import { beforeAfter, confirmChange } from '../../host/changePrompts.js';
import { showInformation } from '../../host/display.js';
import { agreeToOutage, lookAtDns } from './dnsFirst.js';
import { type DomainDeps, type DomainWork, openWork } from './domainDeps.js';
import { makeChange, reportDone, waitUntil } from './makeChange.js';

/** Enables a disabled domain after the user confirms. */
export async function enableDomain(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given, ({ status }) => status === 'offline');
  if (!work || !needs(work, 'offline', l10n.t('The domain is already enabled'))) return;
  const { name } = work;
  const agreed = await confirmChange({
    question: l10n.t('Enable {0}?', name),
    detail: [
      change('offline', 'online'),
      l10n.t('CDN will serve the domain again and bill its traffic. This takes a few minutes.'),
      l10n.t('To undo: use Disable Domain, or Undo in the Activity view.'),
    ],
    button: l10n.t('Enable Domain'),
  });
  if (!agreed) return;
  await makeChange(async () => {
    await work.cloud.cdn.startDomain(work.domain.name, work.signal);
    await waitUntil(work, (domain) => domain?.status === 'online');
  });
  await reportDone(work, l10n.t('CDN is serving the domain again: {0}', name), 'StartCdnDomain');
}

/** Disables a domain. This is an outage for visitors whose DNS still leads to it, so DNS is checked first and the user is warned. */
export async function disableDomain(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given, ({ status }) => status === 'online');
  if (!work || !needs(work, 'online', l10n.t('The domain is already disabled'))) return;
  const { name } = work;
  const agreed = await agreeToOutage(work, await lookAtDns(work), {
    question: l10n.t('Disable {0}? This is an outage for all visitors whose DNS points here.', name),
    detail: [
      change('online', 'offline'),
      l10n.t('CDN will stop serving the domain. Its settings and CNAME will be kept.'),
      l10n.t('To undo: use Enable Domain, or Undo in the Activity view. This takes a few minutes.'),
    ],
    button: l10n.t('Disable Domain'),
  });
  if (!agreed) return;
  await makeChange(() => stopAndWait(work));
  await reportDone(work, l10n.t('The domain is disabled: {0}', name), 'StopCdnDomain');
}

/** Disables the domain and waits until it is disabled. */
export async function stopAndWait(work: DomainWork): Promise<void> {
  await work.cloud.cdn.stopDomain(work.domain.name, work.signal);
  await waitUntil(work, (domain) => domain?.status === 'offline');
}

/**
 * Returns whether the domain has the status that the command starts from. If the command has nothing to do, reports that and returns `false`. Throws
 * `domainBusy` while CDN works on the domain, and `domainBarred` if that has failed.
 */
function needs({ domain, name }: DomainWork, wanted: DomainStatus, already: string): boolean {
  if (domain.status === wanted) return true;
  const other = wanted === 'online' ? 'offline' : 'online';
  const { status } = domain;
  if (hasFailed(domain)) throw barredError(domain);
  if (status !== other) throw new AppError('domainBusy', { subject: withRemark(name, domainStatusText(status)) });
  void showInformation(l10n.t('{0}: {1}', already, name));
  return false;
}

function change(before: DomainStatus, after: DomainStatus): string {
  return beforeAfter(domainStatusText(before), domainStatusText(after));
}
