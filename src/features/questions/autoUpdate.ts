import { showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import type { AutoUpdateAsk } from '../../core/onboarding/run/asks.js';
import { ownBucket } from '../../core/origin.js';
import type { AskButton, AskContext, QuestionsOf } from './runQuestion.js';
import { answerButton, domainsPage, recheckButton } from './ways.js';

/** Questions about Auto CDN Cache Update, which is enabled in the console. */
export const autoUpdateQuestions: QuestionsOf<AutoUpdateAsk> = {
  turnOnAutoUpdate: {
    text: () => ({
      row: l10n.t('Turn on Auto CDN Cache Update in the console'),
      detail: [
        l10n.t(
          'Turn it on in the OSS console: Bucket Settings > Domain Names, Auto CDN Cache Update in the row of the domain. This is detected automatically.',
        ),
        limitsText(),
      ].join('\n\n'),
    }),
    ways: (_ask, context) => [...domainsPage(context), recheckButton(context), skipButton(context)],
    notes: (_ask, context) => [placeText(context), limitsText()],
    missing: () => l10n.t('Auto CDN Cache Update is off'),
  },
  confirmAutoUpdate: {
    text: () => ({
      row: l10n.t('Turn on Auto CDN Cache Update and confirm'),
      detail: [
        l10n.t(
          'Turn it on in the OSS console: Bucket Settings > Domain Names, Auto CDN Cache Update in the row of the domain. OSS does not report this setting, so confirm it here afterwards.',
        ),
        limitsText(),
      ].join('\n\n'),
    }),
    ways: (_ask, context) => [
      ...domainsPage(context),
      answerButton(l10n.t('I Turned It On'), { saidAutoUpdateOn: true }, context),
      skipButton(context),
    ],
    notes: (_ask, context) => [
      placeText(context),
      l10n.t('OSS does not report this setting, so confirm it here after you turn it on.'),
      limitsText(),
    ],
  },
};

function skipButton(context: AskContext): AskButton {
  return answerButton(l10n.t('Skip'), { skipped: { autoUpdate: true } }, context);
}

/** Where the switch is, and the operations to select. */
function placeText({ run }: AskContext): string {
  return l10n.t(
    'In the OSS console, go to Buckets > {0} > Bucket Settings > Domain Names, turn on Auto CDN Cache Update for {1}, and select all operations that write or delete.',
    ownBucket(run.plan.origin)?.name ?? '',
    showDomain(run.plan.domain),
  );
}

/** The limits of Auto CDN Cache Update. Source: Alibaba Cloud OSS, "Bind accelerated domain names". */
function limitsText(): string {
  return l10n.t(
    'It does not cover URLs with query strings or deletions by lifecycle rules, and OSS does not guarantee it. Publishing on save refreshes URLs regardless.',
  );
}
