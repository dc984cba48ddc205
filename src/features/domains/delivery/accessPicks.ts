import { addressRule, isForgeable, ruleOf, safeRule, toListed } from '../../../core/cdn/ipLists.js';
import { configsOf, type Delivery, topicLabel } from '../../../core/delivery/readDelivery.js';
import { addressRuleText, functionText } from '../../../core/delivery/settingText.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import { consoleLinks } from '../../../host/console/consoleLinks.js';
import { openPage } from '../../../host/console/openPage.js';
import type { DomainWork } from '../domainDeps.js';
import { askLine, type Choice, changeTopic, type Way } from './changeTopic.js';

/** Changes who may fetch files of a domain: limits requests by referring page, address or country, and their speed. */
export function changeAccess(work: DomainWork, delivery: Delivery): Promise<boolean> {
  return changeTopic(work, delivery, {
    topic: 'access',
    items: ways(work, delivery),
    notes: notes(delivery),
    functions: [...Object.keys(oppositeLists), 'ali_location', 'limit_rate', 'ali_ua', 'aliauth'],
  });
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

function siteWays({ name: domain }: DomainWork, ask: Ask): readonly PickItem<Way>[] {
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
      value: sites('referer_white_list_set', 'refer_domain_allow_list', domain),
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

/** Returns whether the text is a speed with a unit of at least 100k, which is CDN's minimum. Source: ali_limit_rate. */
function isSpeed(text: string): boolean {
  const [, number, unit] = /^(\d+)([km])$/.exec(text) ?? [];
  return number !== undefined && Number(number) >= (unit === 'm' ? 1 : 100);
}

/** The opposite of each access list. CDN accepts only one of the two, so the opposite list is removed first. Source: BatchSetCdnDomainConfig. */
const oppositeLists: Readonly<Record<string, string>> = {
  referer_white_list_set: 'referer_black_list_set',
  referer_black_list_set: 'referer_white_list_set',
  ip_black_list_set: 'ip_allow_list_set',
  ip_allow_list_set: 'ip_black_list_set',
};

/** A question for a list of sites, addresses or countries, which is entered on one line. */
interface ListQuestion {
  readonly functionName: string;
  /** The name of the argument that contains the list. */
  readonly name: string;
  readonly prompt: string;
  readonly value: string;
  /** Parses an item of the list into CDN's form, or returns `undefined` if the item is invalid. `refusal` is the error message for an invalid item. */
  readonly item: { readonly parse: (text: string) => string | undefined; readonly refusal: string };
  readonly separator?: string;
  /** Additional arguments, which determine what the list means. */
  readonly more?: CdnConfig['args'];
  /** Side effects of the change, which are shown before it. */
  readonly warnings?: readonly string[];
}

function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

/** Asks for a list. The input box begins with the present list. Resolves to `undefined` if the user cancels. */
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

/** Asks how a list is applied. Resolves to the arguments for that, or to `undefined` if the user cancels. */
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

/** Asks whether to allow requests without a Referer. Pages that are opened directly, previews, and the edge checks of this extension send none. */
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

/** Returns a note for each address list that visitors can bypass with a forged header. */
function ruleNotes(delivery: Delivery): readonly string[] {
  return listForgeable(delivery).map(({ functionName }) =>
    l10n.t('Visitors can get around this list with a forged X-Forwarded-For header: {0}', functionText(functionName)),
  );
}

/** Returns a row for each such list, which makes a forged header ineffective. */
function ruleWays(delivery: Delivery): readonly PickItem<Way>[] {
  return listForgeable(delivery).map(toWay);
}

function listForgeable(delivery: Delivery): readonly CdnConfig[] {
  return configsOf('access', delivery).filter(isForgeable);
}

/**
 * Chooses how addresses are compared with a list so that no forged header bypasses the list. If the `present` rule differs, which may be needed behind
 * another proxy, asks the user. Resolves to `undefined` if the user cancels.
 */
async function askForRule(
  work: DomainWork,
  present: CdnConfig['args'] | undefined,
  safe: 'off' | 'all',
): Promise<CdnConfig['args'] | undefined> {
  const change = { [addressRule]: safe };
  if (!present || ruleOf(present) === safe) return change;
  const reply = await work.deps.ui.pick<CdnConfig['args']>({
    title: accessTitle(work),
    placeholder: l10n.t('Choose which address of a visitor is compared with the list'),
    items: [
      { ...connectionItem(ruleOf(present), safe), description: l10n.t('recommended'), value: change },
      {
        label: l10n.t('Leave as It Is'),
        detail: l10n.t('Where another proxy stands in front of CDN and sets X-Forwarded-For'),
        value: {},
      },
    ],
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

/** Returns the row that compares a list with the address of the connection, which cannot be forged. */
function connectionItem(before: string, after: string) {
  return {
    label: l10n.t('Compare the Address of the Connection'),
    detail: `${addressRuleText(before)} → ${addressRuleText(after)}`,
  };
}

function toWay({ functionName, args }: CdnConfig): PickItem<Way> {
  const safe = safeRule(functionName) ?? 'off';
  return {
    ...connectionItem(ruleOf(args), safe),
    description: functionText(functionName),
    value: {
      set: [{ functionName, args: { [addressRule]: safe } }],
      warnings: safe === 'off' ? [connectionText()] : [],
    },
  };
}

/** Describes what comparing the connection's address means for visitors behind a proxy. */
function connectionText(): string {
  return l10n.t('Visitors who come through another CDN or a proxy have its address.');
}

/** Returns the title of all questions about access to a domain. */
function accessTitle({ name }: DomainWork): string {
  return `${topicLabel('access')} · ${name}`;
}
