import { domainStatusText } from '../../core/cdn/domainText.js';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import type { DomainStatus } from '../../core/ports/cdn.js';
import { withRemark } from '../../core/text/plainText.js';
import { beforeAfter, confirmChange } from '../../host/changePrompts.js';
import { showInformation } from '../../host/display.js';
import { agreeToOutage, lookAtDns } from './dnsFirst.js';
import type { DomainDeps, DomainWork } from './domainDeps.js';
import { openWork } from './domainDeps.js';
import { makeChange, reportDone, waitUntil } from './makeChange.js';

/** Enables a disabled domain after a confirmation. */
export async function enableDomain(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given, ({ status }) => status === 'offline');
  if (!work || !needs(work, 'offline', l10n.t('The domain is already enabled'))) return;
  const name = showDomain(work.domain.name);
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

/** Disables a domain: an outage for visitors whose DNS still points here, so it checks DNS first and warns. */
export async function disableDomain(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given, ({ status }) => status === 'online');
  if (!work || !needs(work, 'online', l10n.t('The domain is already disabled'))) return;
  const name = showDomain(work.domain.name);
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

/** Disables the domain and waits for that. */
export async function stopAndWait(work: DomainWork): Promise<void> {
  await work.cloud.cdn.stopDomain(work.domain.name, work.signal);
  await waitUntil(work, (domain) => domain?.status === 'offline');
}

/**
 * Returns whether the domain has the status that the command needs, and reports if nothing is to be done. Throws
 * `domainBusy` while CDN works on it, and `domainBarred` after a failure.
 */
function needs({ domain }: DomainWork, wanted: DomainStatus, already: string): boolean {
  if (domain.status === wanted) return true;
  const other = wanted === 'online' ? 'offline' : 'online';
  if (domain.status !== other) throw obstacle(domain);
  void showInformation(l10n.t('{0}: {1}', already, showDomain(domain.name)));
  return false;
}

/** A failed domain does not recover by waiting. */
function obstacle({ name, status, description }: DomainWork['domain']): AppError {
  if (status === 'check_failed' || status === 'configure_failed')
    return new AppError('domainBarred', {
      subject: showDomain(name),
      code: status,
      ...(description && { message: description }),
    });
  return new AppError('domainBusy', { subject: withRemark(showDomain(name), domainStatusText(status)) });
}

function change(before: DomainStatus, after: DomainStatus): string {
  return beforeAfter(domainStatusText(before), domainStatusText(after));
}
