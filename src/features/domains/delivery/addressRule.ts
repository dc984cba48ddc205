import { l10n } from 'vscode';
import { addressRule, isForgeable, ruleOf, safeRule } from '../../../core/cdn/ipLists.js';
import { configsOf, type Delivery, topicLabel } from '../../../core/delivery/readDelivery.js';
import { addressRuleText, functionText } from '../../../core/delivery/settingText.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import type { DomainWork } from '../domainDeps.js';
import type { Way } from './picks.js';

/** Which lists of addresses visitors get around with a header of their own, one note each. */
export function ruleNotes(delivery: Delivery): readonly string[] {
  return listForgeable(delivery).map(({ functionName }) =>
    l10n.t('Visitors can get around this list with a forged X-Forwarded-For header: {0}', functionText(functionName)),
  );
}

/** The rows that end that. */
export function ruleWays(delivery: Delivery): readonly PickItem<Way>[] {
  return listForgeable(delivery).map(toWay);
}

function listForgeable(delivery: Delivery): readonly CdnConfig[] {
  return configsOf('access', delivery).filter(isForgeable);
}

/**
 * The rule of a list that is set, with which no visitor gets around it; where the `present` one has another rule, which a proxy in front of
 * CDN may need, the user decides whether that is left as it is. `undefined` when the user cancels.
 */
export async function askForRule(
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

/** The row by which a list is compared with an address that cannot be forged. */
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

/** What follows from it for visitors behind a proxy. */
export function connectionText(): string {
  return l10n.t('Visitors who come through another CDN or a proxy have its address.');
}

/** The title of every question about access to a domain. */
export function accessTitle({ domain }: DomainWork): string {
  return `${topicLabel('access')} · ${showDomain(domain.name)}`;
}
