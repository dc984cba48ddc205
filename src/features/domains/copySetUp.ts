import { originHostFunction } from '../../core/cdn/functionNames.js';
import { countConditional, formatCall, placeholders, type SetUp, toCalls } from '../../core/delivery/setUpCalls.js';
import { toTerraform } from '../../core/delivery/setUpTerraform.js';
import { recordName, sameHost } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import type { DnsRecord } from '../../core/ports/dns.js';
import { listText, plainText } from '../../core/text/plainText.js';
import { copyToClipboard } from '../../host/display.js';
import type { DomainDeps, DomainWork } from './domainDeps.js';
import { openWork } from './domainDeps.js';

/** Copies the setup of a domain as lines for the Alibaba Cloud CLI or as Terraform resources, to set up another domain. Omits keys. */
export async function copySetUp(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given);
  if (!work) return;
  const { cloud, domain, signal } = work;
  const name = showDomain(domain.name);
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

/** Finds the CNAMEs that lead to the domain on all DNS lines; `undefined` if its zone is in another account. */
async function findRecords({ cloud: { dns }, domain, signal }: DomainWork): Promise<readonly DnsRecord[] | undefined> {
  const { name, cname } = domain;
  const place = cname === undefined ? undefined : await dns.locate(recordName(name), signal);
  if (!place) return undefined;
  const records = await dns.listRecords(place.zone, place.rr, signal);
  return records.filter(({ type, value }) => type === 'CNAME' && sameHost(value, cname ?? ''));
}

/** The lines with notes as shell comments. */
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

/** The resources with notes as Terraform comments. */
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

/** Imports what CDN creates together with the domain. */
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
