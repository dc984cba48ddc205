import { addressRule, safeRule, toListed } from '../../../core/cdn/ipLists.js';
import { configsOf, type Delivery } from '../../../core/delivery/readDelivery.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import { consoleLinks } from '../../../host/console/consoleLinks.js';
import { openPage } from '../../../host/console/openPage.js';
import type { DomainWork } from '../domainDeps.js';
import { accessTitle, askForRule, connectionText, ruleNotes, ruleWays } from './addressRule.js';
import { type Choice, makeSettings } from './makeSettings.js';
import { askLine, chooseWay, type Way } from './picks.js';

/** Changes who may fetch files of a domain: by referring page, address or country, and how fast. */
export async function changeAccess(work: DomainWork, delivery: Delivery): Promise<unknown> {
  const choice = await chooseWay(work, delivery, {
    topic: 'access',
    items: ways(work, delivery),
    notes: notes(delivery),
  });
  const functions = [...Object.keys(oppositeLists), 'ali_location', 'limit_rate', 'ali_ua', 'aliauth'];
  return choice && makeSettings(work, choice, functions);
}

function notes(delivery: Delivery): readonly string[] {
  const isSigned = configsOf('access', delivery).some(
    ({ functionName, args }) => functionName === 'aliauth' && args.auth_type !== 'no_auth',
  );
  return [
    ...(isSigned ? [l10n.t('URLs must be signed. This setting is kept; change it in the console')] : []),
    ...ruleNotes(delivery),
  ];
}

function ways(work: DomainWork, delivery: Delivery): readonly PickItem<Way>[] {
  const ask = (question: ListQuestion) => () => askForList(work, delivery, question);
  return [
    ...ruleWays(delivery),
    ...siteWays(work, ask),
    ...addressWays(ask),
    ...countryWays(ask),
    ...otherWays(work, delivery),
  ];
}

type Ask = (question: ListQuestion) => Way;

function siteWays({ domain }: DomainWork, ask: Ask): readonly PickItem<Way>[] {
  const sites = (functionName: string, name: string, value: string) =>
    ask({
      functionName,
      name,
      value,
      prompt: l10n.t('Domain names of sites, separated by commas'),
      item: {
        parse: matching(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/i),
        refusal: l10n.t('Enter domain names, such as example.com or *.example.com'),
      },
    });
  return [
    {
      label: l10n.t('Allow Only Requests from These Sites…'),
      detail: l10n.t('Hotlink protection by Referer; you choose whether requests without one stay allowed'),
      value: sites('referer_white_list_set', 'refer_domain_allow_list', showDomain(domain.name)),
    },
    {
      label: l10n.t('Block Requests from These Sites…'),
      detail: l10n.t('Hotlink protection by Referer; you choose whether requests without one stay allowed'),
      value: sites('referer_black_list_set', 'refer_domain_deny_list', ''),
    },
  ];
}

function addressWays(ask: Ask): readonly PickItem<Way>[] {
  const addresses = (functionName: string, warnings: readonly string[]) =>
    ask({
      functionName,
      name: 'ip_list',
      value: '',
      warnings,
      prompt: l10n.t('IP addresses or networks, separated by commas'),
      item: {
        parse: toListed,
        refusal: l10n.t('Enter IP addresses or networks, such as 203.0.113.7 or 203.0.113.0/24'),
      },
    });
  const detail = l10n.t('Single addresses or networks in CIDR notation');
  const others = l10n.t(
    'All other addresses are refused. The edge checks of this extension work only from an address in the list.',
  );
  return [
    {
      label: l10n.t('Allow Only These IP Addresses…'),
      detail,
      value: addresses('ip_allow_list_set', [others]),
    },
    { label: l10n.t('Block IP Addresses…'), detail, value: addresses('ip_black_list_set', []) },
  ];
}

function countryWays(ask: Ask): readonly PickItem<Way>[] {
  const detail = l10n.t('By country or region of the visitor');
  const countries = (type: 'white' | 'black') =>
    ask({
      functionName: 'ali_location',
      name: 'location',
      value: '',
      separator: ' ',
      more: { type },
      prompt: l10n.t('Two-letter country codes, separated by commas, such as CN,US'),
      item: {
        parse: matching(/^[A-Z]{2}$/),
        refusal: l10n.t('Enter country codes of two capital letters, such as CN,US'),
      },
    });
  return [
    { label: l10n.t('Allow Only These Countries…'), detail, value: countries('white') },
    { label: l10n.t('Block These Countries…'), detail, value: countries('black') },
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

async function askForSpeed(work: DomainWork, delivery: Delivery): Promise<Choice | undefined> {
  const [functionName, name] = ['limit_rate', 'ali_limit_rate'];
  const prompt = l10n.t('Bytes per second, such as 100k or 1m');
  const refusal = l10n.t('Enter at least 100k, with the unit k or m in lower case, such as 100k or 1m');
  const question = {
    title: accessTitle(work),
    prompt,
    placeholder: '1m',
    value: listedArgs(delivery, functionName)?.[name],
  };
  const text = await askLine(work, question, (typed) => (isSpeed(typed.trim()) ? undefined : refusal));
  return text === undefined ? undefined : { set: [{ functionName, args: { [name]: text } }] };
}

/** Returns whether a speed has a unit and is at least 100k, CDN's minimum. Source: ali_limit_rate. */
function isSpeed(text: string): boolean {
  const [, number, unit] = /^(\d+)([km])$/.exec(text) ?? [];
  return number !== undefined && Number(number) >= (unit === 'm' ? 1 : 100);
}

/** Each list and its opposite. CDN accepts only one, so the other is removed first. Source: BatchSetCdnDomainConfig. */
const oppositeLists: Readonly<Record<string, string>> = {
  referer_white_list_set: 'referer_black_list_set',
  referer_black_list_set: 'referer_white_list_set',
  ip_black_list_set: 'ip_allow_list_set',
  ip_allow_list_set: 'ip_black_list_set',
};

/** The question for a list of sites, addresses or countries on one line. */
interface ListQuestion {
  readonly functionName: string;
  /** The argument with the list. */
  readonly name: string;
  readonly prompt: string;
  readonly value: string;
  /** Parses each item for CDN, `undefined` if invalid, with the error message for that. */
  readonly item: { readonly parse: (text: string) => string | undefined; readonly refusal: string };
  readonly separator?: string;
  /** Further arguments for the meaning of the list. */
  readonly more?: CdnConfig['args'];
  /** Side effects of the change. */
  readonly warnings?: readonly string[];
}

function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

/** Asks for a list, beginning with the current one; `undefined` if cancelled. */
async function askForList(
  work: DomainWork,
  delivery: Delivery,
  { functionName, name, prompt, value, item, separator = ',', more = {}, warnings = [] }: ListQuestion,
): Promise<Choice | undefined> {
  const present = listedArgs(delivery, functionName, more)?.[name]?.split(separator).join(',');
  const question = { title: accessTitle(work), prompt, placeholder: value, value: present ?? value };
  const listOf = (typed: string) =>
    typed
      .trim()
      .split(/\s*,\s*/)
      .map(item.parse);
  const text = await askLine(work, question, (typed) =>
    listOf(typed).every((each) => each !== undefined) ? undefined : item.refusal,
  );
  const manner = text === undefined ? undefined : await askForManner(work, delivery, functionName);
  if (text === undefined || !manner) return undefined;
  const args = { [name]: listOf(text).join(separator), ...more, ...manner };
  return {
    set: [{ functionName, args }],
    isRemoved: (config) => config.functionName === oppositeLists[functionName],
    warnings: [
      ...(manner.allow_empty === 'off' ? [emptyRefusedText()] : []),
      ...(manner[addressRule] === 'off' ? [connectionText()] : []),
      ...warnings,
      l10n.t('Refused requests get 403 and are still billed as requests.'),
    ],
  };
}

/** Asks for the options of a list; `undefined` if cancelled. */
async function askForManner(
  work: DomainWork,
  delivery: Delivery,
  functionName: string,
): Promise<CdnConfig['args'] | undefined> {
  const safe = safeRule(functionName);
  if (safe !== undefined) return askForRule(work, listedArgs(delivery, functionName), safe);
  if (!functionName.startsWith('referer_')) return {};
  const empty = await askForEmpty(work, delivery, functionName);
  return empty && { allow_empty: empty };
}

/** Asks whether to allow requests without Referer: directly opened pages, previews and this extension's edge checks send none. */
async function askForEmpty(
  work: DomainWork,
  delivery: Delivery,
  functionName: string,
): Promise<'on' | 'off' | undefined> {
  const present = listedArgs(delivery, functionName);
  const isRefused = present !== undefined && present.allow_empty !== 'on';
  const reply = await work.deps.ui.pick<'on' | 'off'>({
    title: accessTitle(work),
    placeholder: l10n.t('Choose whether requests without a Referer are allowed'),
    items: [
      {
        label: l10n.t('Allow Requests Without a Referer'),
        description: l10n.t('recommended'),
        detail: l10n.t('URLs opened directly, link previews, and the edge checks of this extension send none'),
        value: 'on',
      },
      { label: l10n.t('Refuse Requests Without a Referer'), detail: emptyRefusedText(), value: 'off' },
    ],
    preset: 'on',
    ...(isRefused && { selected: 'off' }),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

function emptyRefusedText(): string {
  return l10n.t('Also refuses URLs opened directly, link previews, and the edge checks of this extension');
}

/** The current arguments of a list, if it has the same meaning. A block list does not become an allow list. */
function listedArgs(
  delivery: Delivery,
  functionName: string,
  meaning: CdnConfig['args'] = {},
): CdnConfig['args'] | undefined {
  const present = configsOf('access', delivery).find((each) => each.functionName === functionName)?.args;
  return Object.entries(meaning).every(([key, value]) => present?.[key] === value) ? present : undefined;
}
