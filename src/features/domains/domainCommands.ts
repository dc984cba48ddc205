import { domainStatusText, sourcesText } from '../../core/cdn/domainText.js';
import { originHostFunction } from '../../core/cdn/functionNames.js';
import { bucketHost } from '../../core/cdn/originHost.js';
import { countConditional, formatCall, placeholders, type SetUp, toCalls } from '../../core/delivery/setUpCalls.js';
import { toTerraform } from '../../core/delivery/setUpTerraform.js';
import { recordName, sameHost } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { hostGoesFirst, unbind, unbindButton } from '../../core/domains/unbinding.js';
import { barredError, hasFailed, planRemoval, waitForRemoval } from '../../core/domains/waitForDomain.js';
import { AppError, toAppError } from '../../core/errors.js';
import type { PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { type Binding, findBinding, mayUnbind } from '../../core/oss/binding.js';
import type { DomainStatus } from '../../core/ports/cdn.js';
import type { DnsRecord } from '../../core/ports/dns.js';
import { listText, plainText, withRemark } from '../../core/text/plainText.js';
import { beforeAfter, confirmChange, refuseUnbinding } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { consoleLinks, domainPageTitle } from '../../host/console/consoleLinks.js';
import { openUrl } from '../../host/console/openPage.js';
import { copyToClipboard, showInformation, withProgress } from '../../host/display.js';
import { presentError } from '../../host/errors/presentError.js';
import { changeDelivery } from './delivery/changeDelivery.js';
import { agreeToOutage, lookAtDns } from './dnsFirst.js';
import { type DomainDeps, type DomainWork, openWork } from './domainDeps.js';
import { editOrigin } from './editOrigin.js';
import { confirmByDomain, makeChange, reportDone, shower, waitUntil } from './makeChange.js';
import { setHsts } from './setHsts.js';

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
async function stopAndWait(work: DomainWork): Promise<void> {
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

/**
 * Copies the setup of a domain as commands of the Alibaba Cloud CLI or as Terraform resources, which set up another domain in the same way. Private keys are
 * left out.
 */
export async function copySetUp(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given);
  if (!work) return;
  const { cloud, domain, name, signal } = work;
  const reply = await deps.ui.pick<(setUp: SetUp) => readonly string[]>({
    title: `${l10n.t('Setup')} · ${name}`,
    placeholder: l10n.t('Choose a format; keys are not copied'),
    items: [
      { label: l10n.t('Alibaba Cloud CLI'), detail: l10n.t('Lines for a POSIX shell'), value: toCliLines },
      {
        label: 'Terraform',
        detail: 'alicloud_cdn_domain_new, alicloud_cdn_domain_config, alicloud_alidns_record',
        value: toTerraformLines,
      },
    ],
  });
  if (reply.kind !== 'value') return;
  const [configs, certificate, records] = await Promise.all([
    cloud.cdn.listConfigs(domain.name, signal),
    domain.httpsOn ? cloud.cdn.readCertificate(domain.name, signal) : undefined,
    // Without permission to read records, the rest is copied.
    reply.value === toTerraformLines ? findRecords(work).catch(() => undefined) : undefined,
  ]);
  const setUp = { domain, configs, ...(certificate && { certificate }), ...(records?.length && { records }) };
  const text = [...reply.value(setUp), ''].join('\n');
  await copyToClipboard(text, l10n.t('setup of {0}', name));
}

/** Finds the CNAME records that lead to the domain, on all DNS lines. Resolves to `undefined` if the zone is not in this account. */
async function findRecords({ cloud: { dns }, domain, signal }: DomainWork): Promise<readonly DnsRecord[] | undefined> {
  const { name, cname } = domain;
  const place = cname === undefined ? undefined : await dns.locate(recordName(name), signal);
  if (!place) return undefined;
  const records = await dns.listRecords(place.zone, place.rr, signal);
  return records.filter(({ type, value }) => type === 'CNAME' && sameHost(value, cname ?? ''));
}

/** Returns the CLI commands, with the notes as shell comments. */
function toCliLines(setUp: SetUp): readonly string[] {
  const { domain } = setUp;
  const lines = toCalls(setUp).map(formatCall);
  const wait = comment(l10n.t('Continue when this shows the status online:'));
  const status = comment(`aliyun cdn DescribeCdnDomainDetail --DomainName ${domain.name}`);
  return [
    comment(l10n.t('Setup of {0}; replace the domain name in each line', showDomain(domain.name))),
    ...(lines.some((line) => line.includes(placeholders.secret))
      ? [comment(l10n.t('Replace each {0}; keys are not copied', placeholders.secret))]
      : []),
    ...leftOutLines(setUp),
    ...(lines.some((line) => line.includes(placeholders.configId)) ? hostLines(domain.name) : []),
    ...lines.flatMap((line, at) => (at === 0 ? [line] : [wait, status, line])),
  ];
}

/** Returns the Terraform resources, with the notes as comments. */
function toTerraformLines(setUp: SetUp): readonly string[] {
  const { name } = setUp.domain;
  const { blocks, variables, imported } = toTerraform(setUp);
  return [
    comment(l10n.t('Setup of {0}, which Terraform 1.5 or later imports as it is', showDomain(name))),
    comment(l10n.t('For another domain, replace the domain name and the rr, and delete the import blocks')),
    ...(variables.length > 0
      ? [comment(l10n.t('Keys are not copied; Terraform asks for these variables: {0}', listText(variables)))]
      : []),
    ...leftOutLines(setUp),
    ...(setUp.records ? [] : [comment(l10n.t('Left out; no DNS record of this account leads to the domain'))]),
    ...(imported === undefined ? [] : importLines(name, imported)),
    ...blocks.flatMap((each) => ['', each]),
  ];
}

function leftOutLines({ configs, certificate }: SetUp): readonly string[] {
  const conditional = countConditional(configs);
  const isUnnamed = certificate !== undefined && certificate.id === undefined;
  return [
    ...(conditional > 0 ? [comment(l10n.t('Left out; set with a condition in the console: {0}', conditional))] : []),
    ...(isUnnamed
      ? [comment(l10n.t('Left out; the certificate is not in the certificate service: {0}', certificate.name))]
      : []),
  ];
}

function hostLines(name: string): readonly string[] {
  return [
    comment(l10n.t('Replace {0} with the ConfigId that this shows:', placeholders.configId)),
    comment(`aliyun cdn DescribeCdnDomainConfigs --DomainName ${name} --FunctionNames ${originHostFunction}`),
  ];
}

/** Returns the imports of what CDN creates together with the domain. */
function importLines(name: string, resource: string): readonly string[] {
  return [
    comment(
      l10n.t(
        'CDN sets an origin host of its own: create the other domain first, and import that setting before the rest:',
      ),
    ),
    comment('terraform apply -target=alicloud_cdn_domain_new.domain'),
    comment(`terraform import ${resource} ${name}:${originHostFunction}:${placeholders.configId}`),
    ...hostLines(name),
  ];
}

function comment(text: string): string {
  return `# ${plainText(text)}`;
}
