import { l10n } from 'vscode';
import { configsOf, type Delivery } from '../../../core/delivery/readDelivery.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import { consoleLinks } from '../../../host/console/consoleLinks.js';
import { openPage } from '../../../host/console/openPage.js';
import { topicLabel } from '../../../host/text/delivery/deliveryText.js';
import type { DomainWork } from '../domainDeps.js';
import { type Choice, makeSettings } from './makeSettings.js';
import { askLine, chooseWay, type Way } from './picks.js';

/** Functions of which only one may be there: the other is taken away first. */
const rivals: Readonly<Record<string, string>> = {
  referer_white_list_set: 'referer_black_list_set',
  referer_black_list_set: 'referer_white_list_set',
  ip_black_list_set: 'ip_allow_list_set',
  ip_allow_list_set: 'ip_black_list_set',
};

/** Changes who may fetch files of a domain: by the page that embeds them, by address, by country, and how fast. */
export async function changeAccess(work: DomainWork, delivery: Delivery): Promise<unknown> {
  const choice = await chooseWay(work, 'access', delivery, ways(work, delivery), notes(delivery));
  return (
    choice && makeSettings(work, choice, [...Object.keys(rivals), 'ali_location', 'limit_rate', 'ali_ua', 'aliauth'])
  );
}

function notes(delivery: Delivery): readonly string[] {
  const isSigned = configsOf('access', delivery).some(
    ({ functionName, args }) => functionName === 'aliauth' && args.auth_type !== 'no_auth',
  );
  return isSigned ? [l10n.t('URLs must be signed. This setting is kept; change it in the console')] : [];
}

function ways(work: DomainWork, delivery: Delivery): readonly PickItem<Way>[] {
  const own = showDomain(work.domain.name);
  const ask = (question: ListQuestion) => () => askForList(work, delivery, question);
  const sites = (functionName: string, name: string, value: string) =>
    ask({
      ...{ functionName, name, value, prompt: l10n.t('Domain names of sites, separated by commas') },
      item: {
        pattern: /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/i,
        refusal: l10n.t('Enter domain names, such as example.com or *.example.com'),
      },
    });
  return [
    {
      label: l10n.t('Allow Only Requests from These Sites…'),
      detail: l10n.t('Hotlink protection by Referer; URLs opened directly stay allowed'),
      value: sites('referer_white_list_set', 'refer_domain_allow_list', own),
    },
    {
      label: l10n.t('Block Requests from These Sites…'),
      detail: l10n.t('Hotlink protection by Referer'),
      value: sites('referer_black_list_set', 'refer_domain_deny_list', ''),
    },
    {
      label: l10n.t('Block IP Addresses…'),
      detail: l10n.t('Single addresses or networks in CIDR notation'),
      value: ask({
        ...{ functionName: 'ip_black_list_set', name: 'ip_list', value: '' },
        prompt: l10n.t('IP addresses or networks, separated by commas'),
        item: {
          pattern: /^(\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?|[\da-f]*:[\da-f:]+(\/\d{1,3})?)$/i,
          refusal: l10n.t('Enter IP addresses or networks, such as 203.0.113.7 or 203.0.113.0/24'),
        },
      }),
    },
    {
      label: l10n.t('Allow Only These Countries…'),
      detail: l10n.t('By country or region of the visitor'),
      value: ask({
        ...{ functionName: 'ali_location', name: 'location', value: '', separator: ' ', more: { type: 'white' } },
        prompt: l10n.t('Two-letter country codes, separated by commas, such as CN,US'),
        item: { pattern: /^[A-Z]{2}$/, refusal: l10n.t('Enter country codes of two capital letters, such as CN,US') },
      }),
    },
    ...otherWays(work, delivery),
  ];
}

function otherWays(work: DomainWork, delivery: Delivery): readonly PickItem<Way>[] {
  return [
    {
      label: l10n.t('Limit Speed…'),
      detail: l10n.t('For each connection; limits traffic abuse'),
      value: () => askForSpeed(work, delivery),
    },
    {
      label: l10n.t('Usage Cap'),
      detail: l10n.t('Takes the domain offline when traffic exceeds a limit; available only in the console'),
      value: async () => {
        await openPage(consoleLinks(work.deps.settings.get('console')).cdnDomain(work.domain.name));
        return undefined;
      },
    },
  ];
}

interface ListQuestion {
  readonly functionName: string;
  /** The argument that takes the list. */
  readonly name: string;
  readonly prompt: string;
  readonly value: string;
  /** What each item of the list must be, and what says so. */
  readonly item: { readonly pattern: RegExp; readonly refusal: string };
  readonly separator?: string;
  /** What says how the list is meant. */
  readonly more?: CdnConfig['args'];
}

async function askForList(
  work: DomainWork,
  delivery: Delivery,
  { functionName, name, prompt, value, item, separator = ',', more = {} }: ListQuestion,
): Promise<Choice | undefined> {
  const present = presentOf(delivery, functionName, name, more)?.split(separator).join(',');
  const question = { title: titleOf(work), prompt, placeholder: value, value: present ?? value };
  const listOf = (typed: string) => typed.trim().split(/\s*,\s*/);
  const text = await askLine(work, question, (typed) =>
    listOf(typed).every((each) => item.pattern.test(each)) ? undefined : item.refusal,
  );
  if (text === undefined) return undefined;
  const list = listOf(text).join(separator);
  const isReferer = functionName.startsWith('referer_');
  return {
    // An empty referer stays allowed: direct opening, and the edge checks of this extension, send none.
    set: [{ functionName, args: { [name]: list, ...more }, initial: isReferer ? { allow_empty: 'on' } : {} }],
    isRemoved: (config) => config.functionName === rivals[functionName],
    warnings: [l10n.t('Refused requests get 403 and are still billed as requests.')],
  };
}

async function askForSpeed(work: DomainWork, delivery: Delivery): Promise<Choice | undefined> {
  const [functionName, name] = ['limit_rate', 'ali_limit_rate'];
  const prompt = l10n.t('Bytes per second, such as 100k or 1m');
  const question = { title: titleOf(work), prompt, placeholder: '1m', value: presentOf(delivery, functionName, name) };
  const text = await askLine(work, question, (typed) =>
    /^\d+[km]?$/i.test(typed.trim()) ? undefined : l10n.t('Enter a number of bytes per second, such as 100k or 1m'),
  );
  return text === undefined ? undefined : { set: [{ functionName, args: { [name]: text } }] };
}

/** What is set now, where it means the same: a list of what is blocked is none of what is allowed. */
function presentOf(
  delivery: Delivery,
  functionName: string,
  name: string,
  meaning: CdnConfig['args'] = {},
): string | undefined {
  const present = configsOf('access', delivery).find((each) => each.functionName === functionName)?.args;
  return Object.entries(meaning).every(([key, value]) => present?.[key] === value) ? present?.[name] : undefined;
}

function titleOf({ domain }: DomainWork): string {
  return `${topicLabel('access')} · ${showDomain(domain.name)}`;
}
