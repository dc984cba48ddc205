import { addressRule, isForgeable, ruleOf, safeRule } from '../../../core/cdn/ipLists.js';
import { configsOf, type Delivery, topicLabel } from '../../../core/delivery/readDelivery.js';
import { addressRuleText, functionText } from '../../../core/delivery/settingText.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import type { DomainWork } from '../domainDeps.js';
import type { Way } from './picks.js';

/** Notes about address lists that visitors can bypass with a forged header. */
export function ruleNotes(delivery: Delivery): readonly string[] {
  return listForgeable(delivery).map(({ functionName }) =>
    l10n.t('Visitors can get around this list with a forged X-Forwarded-For header: {0}', functionText(functionName)),
  );
}

/** The rows that fix them. */
export function ruleWays(delivery: Delivery): readonly PickItem<Way>[] {
  return listForgeable(delivery).map(toWay);
}

function listForgeable(delivery: Delivery): readonly CdnConfig[] {
  return configsOf('access', delivery).filter(isForgeable);
}

/**
 * Chooses a rule for a list that no forged header bypasses. If the `present` rule differs, which a proxy in front of CDN
 * may need, the user decides. `undefined` if cancelled.
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

/** The row that compares a list with the address of the connection, which cannot be forged. */
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

/** The consequences for visitors behind a proxy. */
export function connectionText(): string {
  return l10n.t('Visitors who come through another CDN or a proxy have its address.');
}

/** The title of all questions about access to a domain. */
export function accessTitle({ domain }: DomainWork): string {
  return `${topicLabel('access')} · ${showDomain(domain.name)}`;
}
