import { resourcePlanText } from '../../core/cdn/resourcePlan.js';
import { functionText } from '../../core/delivery/settingText.js';
import { l10n } from '../../core/l10n.js';
import type { SettingAsk } from '../../core/onboarding/run/asks.js';
import { vendorText } from '../../host/errors/codeSentences.js';
import type { QuestionsOf } from './runQuestion.js';
import { answerButton, cdnButton, helpButton, recheckButton, ticketButton } from './ways.js';

/** Questions about a setting of the domain that CDN does not make. */
export const settingQuestions: QuestionsOf<SettingAsk> = {
  settingFailed: {
    text: ({ functionName }) => ({
      row: l10n.t('Set again: {0}', functionText(functionName)),
      detail: l10n.t(
        'CDN accepted the setting "{0}" of the domain repeatedly, but it is not in effect. Nothing else was changed. Set it again, or check the domain in the console; a setting made there is detected automatically.',
        functionText(functionName),
      ),
    }),
    ways: ({ approval }, context) => [
      answerButton(l10n.t('Set Again'), { approvals: { setting: approval } }, context),
      cdnButton(context),
      ticketButton(context),
      recheckButton(context),
    ],
  },
  settingRefused: {
    text: ({ functionName, error, ofPlan }) => ({
      row: l10n.t('Continue without a setting that CDN refused: {0}', functionText(functionName)),
      detail: [
        ofPlan ? resourcePlanText() : vendorText(error),
        l10n.t(
          'Leave as It Is continues without this setting; everything else is set. To set it after all, resolve the cause in the console, then recheck.',
        ),
      ].join('\n\n'),
    }),
    ways: ({ leave, error }, context) => [
      answerButton(l10n.t('Leave as It Is'), { left: { settings: leave } }, context),
      cdnButton(context),
      ...helpButton(error, context),
      recheckButton(context),
    ],
  },
};
