import { l10n } from 'vscode';
import { configsOf, type Delivery } from '../../../core/delivery/readDelivery.js';
import { showDomain } from '../../../core/domainName.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import { topicLabel } from '../../../host/text/delivery/deliveryText.js';
import type { DomainWork } from '../domainDeps.js';
import type { Choice } from './makeSettings.js';
import { askLine } from './picks.js';

/** Each list with its opposite, of which CDN takes only one: the other is removed first. Source: BatchSetCdnDomainConfig. */
export const oppositeLists: Readonly<Record<string, string>> = {
  referer_white_list_set: 'referer_black_list_set',
  referer_black_list_set: 'referer_white_list_set',
  ip_black_list_set: 'ip_allow_list_set',
  ip_allow_list_set: 'ip_black_list_set',
};

/** A list of sites, addresses or countries that is asked for in one line. */
export interface ListQuestion {
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
  /** What else the change does. */
  readonly warnings?: readonly string[];
}

/** Asks for a list, which starts with what is set now; `undefined` when the user cancels. */
export async function askForList(
  work: DomainWork,
  delivery: Delivery,
  { functionName, name, prompt, value, item, separator = ',', more = {}, warnings = [] }: ListQuestion,
): Promise<Choice | undefined> {
  const present = listedArgs(delivery, functionName, more)?.[name]?.split(separator).join(',');
  const question = { title: accessTitle(work), prompt, placeholder: value, value: present ?? value };
  const listOf = (typed: string) => typed.trim().split(/\s*,\s*/);
  const text = await askLine(work, question, (typed) =>
    listOf(typed).every((each) => item.pattern.test(each)) ? undefined : item.refusal,
  );
  if (text === undefined) return undefined;
  const isReferer = functionName.startsWith('referer_');
  const empty = isReferer ? await askForEmpty(work, delivery, functionName) : undefined;
  if (isReferer && !empty) return undefined;
  const args = { [name]: listOf(text).join(separator), ...more, ...(empty && { allow_empty: empty }) };
  return {
    set: [{ functionName, args }],
    isRemoved: (config) => config.functionName === oppositeLists[functionName],
    warnings: [
      ...(empty === 'off' ? [emptyRefusedText()] : []),
      ...warnings,
      l10n.t('Refused requests get 403 and are still billed as requests.'),
    ],
  };
}

/** Direct opening, previews and the edge checks of this extension send no Referer, so that it is the user who decides. */
async function askForEmpty(
  work: DomainWork,
  delivery: Delivery,
  functionName: string,
): Promise<'on' | 'off' | undefined> {
  const isRefused = listedArgs(delivery, functionName)?.allow_empty === 'off';
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

/** The arguments of a list as it is set now, where it means the same: a list of what is blocked is none of what is allowed. */
export function listedArgs(
  delivery: Delivery,
  functionName: string,
  meaning: CdnConfig['args'] = {},
): CdnConfig['args'] | undefined {
  const present = configsOf('access', delivery).find((each) => each.functionName === functionName)?.args;
  return Object.entries(meaning).every(([key, value]) => present?.[key] === value) ? present : undefined;
}

/** The title of every question about access to a domain. */
export function accessTitle({ domain }: DomainWork): string {
  return `${topicLabel('access')} · ${showDomain(domain.name)}`;
}
