import { domainStatusText, sourcesText } from '../../core/cdn/domainText.js';
import { bucketHost } from '../../core/cdn/originHost.js';
import { showDomain } from '../../core/domainName.js';
import { hostGoesFirst, unbind, unbindButton } from '../../core/domains/unbinding.js';
import { planRemoval, waitForRemoval } from '../../core/domains/waitForDomain.js';
import { AppError, toAppError } from '../../core/errors.js';
import type { PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { type Binding, findBinding, mayUnbind } from '../../core/oss/binding.js';
import { withRemark } from '../../core/text/plainText.js';
import { beforeAfter, confirmChange, refuseUnbinding } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { consoleLinks, domainPageTitle } from '../../host/console/consoleLinks.js';
import { openUrl } from '../../host/console/openPage.js';
import { showInformation, withProgress } from '../../host/display.js';
import { presentError } from '../../host/errors/presentError.js';
import { copySetUp } from './copySetUp.js';
import { changeDelivery } from './delivery/changeDelivery.js';
import { agreeToOutage, lookAtDns } from './dnsFirst.js';
import { type DomainDeps, type DomainWork, openWork } from './domainDeps.js';
import { editOrigin } from './editOrigin.js';
import { confirmByDomain, makeChange, reportDone, shower } from './makeChange.js';
import { setHsts } from './setHsts.js';
import { disableDomain, enableDomain, stopAndWait } from './switchDomain.js';

/** The commands on a CDN domain. Their output file is loaded with the first command. */
export const domainCommands = {
  'ossCdn.enableDomain': enableDomain,
  'ossCdn.disableDomain': disableDomain,
  'ossCdn.deleteDomain': deleteDomain,
  'ossCdn.unbindDomain': unbindDomain,
  'ossCdn.editOrigin': editOrigin,
  'ossCdn.changeDelivery': changeDelivery,
  'ossCdn.openCdnConsole': openConsolePage,
  'ossCdn.setHsts': setHsts,
  'ossCdn.copySetUp': copySetUp,
};

/** Deletes a domain from CDN. First shows which DNS records still lead to the domain, and asks the user to type its name. */
export async function deleteDomain(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given);
  if (!work) return;
  const { domain, name } = work;
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
  if (!agreed) return;
  const prompt = l10n.t('Enter {0} to delete it from CDN', name);
  if (!(await confirmByDomain(work, l10n.t('Delete Domain'), prompt))) return;
  const refusal = await makeChange(async () => {
    if (plan.includes('stop')) await stopAndWait(work);
    return removeDomain(work);
  });
  if (refusal && plan.includes('stop')) return tellDisabled(work, refusal);
  if (refusal) throw refusal;
  await reportDone(work, l10n.t('The domain is deleted from CDN: {0}', name), 'DeleteCdnDomain');
}

/** Deletes the domain and waits until it is gone. Resolves to the error if CDN refuses. */
async function removeDomain(work: DomainWork): Promise<AppError | undefined> {
  const { deps, domain, signal } = work;
  const { cdn } = work.cloud;
  try {
    await cdn.deleteDomain(domain.name, signal);
    await waitForRemoval({ cdn, clock: deps.clock, signal }, domain.name, shower(work));
    return undefined;
  } catch (error) {
    return toAppError(error);
  }
}

/** Reports that the deletion failed after the domain was disabled for it. The domain stays disabled until the user enables it. */
function tellDisabled({ deps, domain, name }: DomainWork, { kind, details }: AppError): Promise<void> {
  const subject = l10n.t('{0} is disabled and was not deleted', name);
  return presentError(new AppError(kind, { ...details, subject }), deps.log, [
    { label: l10n.t('Enable Domain…'), act: () => executeCommand('ossCdn.enableDomain', domain.name) },
  ]);
}

/** Unbinds a domain from its bucket, after showing the consequences. */
export async function unbindDomain(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given, ({ name }) => !name.startsWith('.'));
  if (!work) return;
  const { name } = work;
  const binding = await lookForBinding(work);
  if (!binding) {
    const told = l10n.t('The domain is not bound to a bucket of this account: {0}', name);
    return void showInformation(told);
  }
  if (!mayUnbind(binding, work.domain)) return refuseUnbinding(work.domain, name);
  if (!(await agreeToUnbind(binding, work))) return;
  // Before the first change: a run would otherwise restore the Host at its next observation.
  await deps.board.noteUnbound(work.domain.name);
  await makeChange(() => unbind({ ...work, clock: deps.clock }, work.domain, binding));
  await tellUnbound(work);
}

function lookForBinding({ cloud, domain, signal }: DomainWork): Thenable<Binding | undefined> {
  return withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => findBinding(cloud, domain, signal));
}

function agreeToUnbind({ bucket, cname, hostConfig }: Binding, { domain, name }: DomainWork): Promise<boolean> {
  const bound = l10n.t('bound to bucket {0}', bucket.name);
  const refreshing = l10n.t('bound to bucket {0}, Auto CDN Cache Update is on', bucket.name);
  const undo = l10n.t(
    'Undo in the Activity view binds the domain again. Afterwards, turn on Auto CDN Cache Update in the OSS console.',
  );
  const undoWithHost = l10n.t(
    'Undo in the Activity view binds the domain again and restores the origin host. Afterwards, turn on Auto CDN Cache Update in the OSS console.',
  );
  return confirmChange({
    question: l10n.t('Unbind {0} from bucket {1}?', name, bucket.name),
    detail: [
      beforeAfter(cname.autoRefresh ? refreshing : bound, l10n.t('not bound')),
      l10n.t(
        'Auto CDN Cache Update will stop: OSS will no longer refresh changed objects. CDN will continue to serve the domain.',
      ),
      hostConfig ? hostGoesFirst(bucketHost(domain.sources)) : '',
      hostConfig ? undoWithHost : undo,
    ],
    button: hostConfig ? unbindButton(bucketHost(domain.sources)) : l10n.t('Unbind Domain'),
  });
}

async function tellUnbound({ deps, domain, name }: DomainWork): Promise<void> {
  const undo = l10n.t('Undo');
  const onSave = l10n.t('Refresh on Save');
  const entry = deps.activity.findUndoable({ action: 'DeleteCname', subject: domain.name });
  const chosen = await showInformation(
    l10n.t('Automatic refresh of {0} has stopped. Use a mapping to refresh files when you save them.', name),
    onSave,
    ...(entry ? [undo] : []),
  );
  if (chosen === onSave) await executeCommand('ossCdn.openMapping');
  if (chosen === undo && entry) await executeCommand('ossCdn.undoChange', entry.id);
}

/** Asks which page of a domain to open in the console. Each row shows the menu path. */
async function openConsolePage(deps: DomainDeps, given?: string): Promise<void> {
  const name = given ?? (await openWork(deps, undefined))?.domain.name;
  if (name === undefined) return;
  const reply = await deps.ui.pick({
    title: l10n.t('Open Console Page: {0}', showDomain(name)),
    placeholder: l10n.t('Choose a page to open; its path in the console menu is shown below it'),
    items: pages(deps, name),
  });
  if (reply.kind === 'value') await openUrl(reply.value);
}

function pages({ settings }: DomainDeps, name: string): readonly PickItem<string>[] {
  const links = consoleLinks(settings.get('console'));
  const tabs = (['basic', 'backSrc', 'https', 'cache'] as const).map((page) => {
    const { url, menu } = links.cdnDomainPage(name, page);
    return { label: domainPageTitle(page), detail: menu, value: url };
  });
  return [
    ...tabs,
    {
      label: l10n.t('Refresh Records'),
      detail: l10n.t('In the CDN console: Refresh and Prefetch > Records'),
      value: links.cdnRefreshTasks(),
    },
    {
      label: l10n.t('All Domains'),
      detail: l10n.t('In the CDN console: Domain Names'),
      value: links.cdnDomains(),
    },
    {
      label: l10n.t('Certificates'),
      detail: l10n.t('In the Certificate Management Service console'),
      value: links.certificates(),
    },
    {
      label: l10n.t('Role for Private Buckets'),
      detail: l10n.t('RAM console: Roles > AliyunCDNAccessingPrivateOSSRole, created on Origin Fetch tab'),
      value: links.privateOssRole(),
    },
  ];
}
