import { domainStatusText, sourcesText } from '../../core/cdn/domainText.js';
import { showDomain } from '../../core/domainName.js';
import { planRemoval, waitForRemoval } from '../../core/domains/waitForDomain.js';
import { AppError, toAppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import { withRemark } from '../../core/text/plainText.js';
import { beforeAfter, confirmByName } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { presentError } from '../../host/errors/presentError.js';
import { agreeToOutage, lookAtDns } from './dnsFirst.js';
import type { DomainDeps, DomainWork } from './domainDeps.js';
import { openWork } from './domainDeps.js';
import { makeChange, reportDone, shower } from './makeChange.js';
import { stopAndWait } from './switchDomain.js';

/** Deletes a domain from CDN. Shows what DNS still leads here, and asks the user to type its name. */
export async function deleteDomain(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given);
  if (!work) return;
  const { domain } = work;
  const name = showDomain(domain.name);
  const plan = planRemoval(domain);
  if (plan === 'busy') throw new AppError('domainBusy', { subject: withRemark(name, domainStatusText(domain.status)) });
  const agreed = await agreeToOutage(work, await lookAtDns(work), {
    question: l10n.t('Delete {0} from CDN?', name),
    detail: [
      beforeAfter(
        l10n.t('{0}, origin {1}', domainStatusText(domain.status), sourcesText(domain.sources)),
        l10n.t('not on CDN'),
      ),
      plan.includes('stop')
        ? l10n.t('CDN deletes only disabled domains, so the domain will be disabled first. This takes a few minutes.')
        : '',
      l10n.t(
        'This cannot be undone: settings, certificate, and CNAME will be lost. The bucket and DNS will not be changed.',
      ),
    ],
    button: l10n.t('Continue…'),
  });
  if (!agreed || !(await typeName(work, name))) return;
  const refusal = await makeChange(async () => {
    if (plan.includes('stop')) await stopAndWait(work);
    return removeDomain(work);
  });
  if (refusal && plan.includes('stop')) return tellDisabled(work, refusal);
  if (refusal) throw refusal;
  await reportDone(work, l10n.t('The domain is deleted from CDN: {0}', name), 'DeleteCdnDomain');
}

/** Deletes the domain and waits until it is gone; returns CDN's refusal. */
async function removeDomain(work: DomainWork): Promise<AppError | undefined> {
  try {
    await work.cloud.cdn.deleteDomain(work.domain.name, work.signal);
    await waitUntilGone(work);
    return undefined;
  } catch (error) {
    return toAppError(error);
  }
}

/** Reports that the domain was disabled for a deletion that then failed. It stays down until the user enables it. */
function tellDisabled({ deps, domain }: DomainWork, { kind, details }: AppError): Promise<void> {
  const subject = l10n.t('{0} is disabled and was not deleted', showDomain(domain.name));
  return presentError(new AppError(kind, { ...details, subject }), deps.log, [
    { label: l10n.t('Enable Domain…'), act: () => executeCommand('ossCdn.enableDomain', domain.name) },
  ]);
}

function typeName({ deps }: DomainWork, name: string): Promise<boolean> {
  return confirmByName(deps.ui, {
    title: l10n.t('Delete Domain'),
    prompt: l10n.t('Enter {0} to delete it from CDN', name),
    refusal: l10n.t('This does not match the domain: {0}', name),
    name,
  });
}

/** Polls the domain until it is gone, and shows its status in the tree. */
async function waitUntilGone(work: DomainWork): Promise<void> {
  const { deps, cloud, domain, signal } = work;
  await waitForRemoval({ cdn: cloud.cdn, clock: deps.clock, signal }, domain.name, shower(work));
}
