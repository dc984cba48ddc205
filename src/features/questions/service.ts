import { l10n } from '../../core/l10n.js';
import type { ServiceAsk } from '../../core/onboarding/run/asks.js';
import type { CdnPort } from '../../core/ports/cdn.js';
import { confirmChange } from '../../host/changePrompts.js';
import type { QuestionsOf } from './runQuestion.js';
import { link, recheckButton, ticketButton } from './ways.js';

/** Questions about the account's use of CDN. */
export const serviceQuestions: QuestionsOf<ServiceAsk> = {
  openService: {
    text: () => ({
      row: l10n.t('Activate CDN'),
      detail: l10n.t('CDN is not activated for this account. Activation is free; traffic is billed when you use it.'),
    }),
    show: async (_ask, { cloud, recheck }) => {
      const { cdn } = await cloud();
      if (await openService(cdn, new AbortController().signal)) recheck();
    },
  },
  settleDebt: {
    text: () => ({
      row: l10n.t('Pay the overdue amount'),
      detail: l10n.t('CDN is locked because a payment is overdue. Pay it in the console, then recheck.'),
    }),
    ways: (_ask, context) => [link(l10n.t('Open Billing'), context.links.balance()), recheckButton(context)],
  },
  domainLimit: {
    text: ({ limit }) => ({
      row:
        limit === undefined
          ? l10n.t('Free up a domain slot')
          : l10n.t('Free up a domain slot: the limit of {0} domains is reached', limit),
      detail:
        limit === undefined
          ? l10n.t(
              'CDN accepts no more domains for this account. Delete one that is not needed, or request a higher limit in Quota Center or with a ticket. This is detected automatically.',
            )
          : l10n.t(
              'This account has reached its limit of {0} CDN domains. Delete one that is not needed, or request a higher limit in Quota Center or with a ticket. This is detected automatically.',
              limit,
            ),
    }),
    ways: (_ask, context) => [
      link(l10n.t('Open Quota Center'), context.links.quotas()),
      ticketButton(context),
      recheckButton(context),
    ],
  },
};

/** Activates CDN after the user agreed to the cost; false if not. */
export async function openService(cdn: CdnPort, signal: AbortSignal): Promise<boolean> {
  const detail = [
    l10n.t(
      'CDN is not activated for this account. Activation is free, but billing by traffic will start: all traffic that edge nodes deliver will be billed from then on.',
    ),
  ];
  const question = l10n.t('Activate Alibaba Cloud CDN for this account?');
  if (!(await confirmChange({ question, detail, button: l10n.t('Activate CDN') }))) return false;
  await cdn.openService(signal);
  return true;
}
