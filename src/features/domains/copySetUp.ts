import { l10n } from 'vscode';
import { originHostFunction } from '../../core/cdn/functionNames.js';
import { countConditional, formatCall, placeholders, type SetUp, toCalls } from '../../core/delivery/setUpCalls.js';
import { showDomain } from '../../core/domainName.js';
import { copyToClipboard } from '../../host/display.js';
import { plainText } from '../../host/plainText.js';
import type { DomainDeps } from './domainDeps.js';
import { openWork } from './openWork.js';

/** Copies how a domain is set up as lines for the Alibaba Cloud CLI, by which another domain gets the same set-up; keys are left out. */
export async function copySetUp(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given);
  if (!work) return;
  const { cloud, domain, signal } = work;
  const [configs, certificate] = await Promise.all([
    cloud.cdn.listConfigs(domain.name, signal),
    domain.httpsOn ? cloud.cdn.readCertificate(domain.name, signal) : undefined,
  ]);
  const text = setUpText({ domain, configs, ...(certificate && { certificate }) });
  await copyToClipboard(text, l10n.t('set-up of {0}', showDomain(domain.name)));
}

/** The lines with what there is to know of them, as comments of the shell. */
function setUpText(setUp: SetUp): string {
  const { domain, certificate } = setUp;
  const calls = toCalls(setUp);
  const lines = calls.map(formatCall);
  const wait = comment(l10n.t('Continue when this shows the status online:'));
  const status = comment(`aliyun cdn DescribeCdnDomainDetail --DomainName ${domain.name}`);
  const conditional = countConditional(setUp.configs);
  const isUnnamed = certificate !== undefined && certificate.id === undefined;
  return [
    comment(l10n.t('Set-up of {0}; replace the domain name in each line', showDomain(domain.name))),
    ...(lines.some((line) => line.includes(placeholders.secret))
      ? [comment(l10n.t('Replace each {0}; keys are not copied', placeholders.secret))]
      : []),
    ...(conditional > 0 ? [comment(l10n.t('Left out; set with a condition in the console: {0}', conditional))] : []),
    ...(isUnnamed
      ? [comment(l10n.t('Left out; the certificate is not in the certificate service: {0}', certificate.name))]
      : []),
    ...(lines.some((line) => line.includes(placeholders.configId)) ? hostLines(domain.name) : []),
    ...lines.flatMap((line, at) => (at === 0 ? [line] : [wait, status, line])),
    '',
  ].join('\n');
}

function hostLines(name: string): readonly string[] {
  return [
    comment(l10n.t('Replace {0} with the ConfigId that this shows:', placeholders.configId)),
    comment(`aliyun cdn DescribeCdnDomainConfigs --DomainName ${name} --FunctionNames ${originHostFunction}`),
  ];
}

function comment(text: string): string {
  return `# ${plainText(text)}`;
}
