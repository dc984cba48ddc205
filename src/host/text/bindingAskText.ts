import { l10n } from 'vscode';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import type { StepFailure } from '../../core/onboarding/run/stepReasons.js';
import { sentenceOf } from '../errors/codeSentences.js';
import { noticeText, withRemark } from '../plainText.js';

type AskOf<K extends UserAsk['kind']> = Extract<UserAsk, { readonly kind: K }>;

/** The texts for a domain that was unbound since. */
export function bindAgainText({ domain, purpose }: AskOf<'bindAgain'>) {
  return {
    row: l10n.t('Bind the domain to the bucket again: {0}', domain),
    detail: [
      l10n.t('The domain was unbound from the bucket outside this extension and has not been bound again.'),
      purpose === 'uploadBinding'
        ? l10n.t('Without the binding, objects cannot be accessed over this domain. Choose another domain, or recheck.')
        : l10n.t(
            'Leave as It Is continues without the binding: there is no Auto CDN Cache Update, and no origin host that prevents OSS from forcing downloads. CDN still serves the domain. Use Recheck after the onboarding is finished to be asked again.',
          ),
    ].join('\n\n'),
  };
}

/** The words for a Host that is not the domain. */
export function setHostText({ host }: AskOf<'setHost'>) {
  return {
    row:
      host === undefined
        ? l10n.t('Set the origin host again')
        : l10n.t('Confirm the origin host: {0}', noticeText(host)),
    detail: [
      host === undefined
        ? l10n.t('The origin host of the domain was removed outside this extension and has not been set again.')
        : l10n.t('This origin host was set outside this extension. Nothing was changed: {0}', noticeText(host)),
      host === undefined
        ? l10n.t(
            'With the bucket name as the host, OSS may force downloads of pages. Leave as It Is keeps the current host; CDN still serves the domain. Use Recheck after the onboarding is finished to be asked again.',
          )
        : l10n.t(
            'OSS selects the bucket by this host. With the accelerated domain as the origin host, OSS does not force downloads of pages. Leave as It Is keeps the current host. Use Recheck after the onboarding is finished to be asked again.',
          ),
    ].join('\n\n'),
  };
}

/** The words for a domain that OSS does not bind. */
export function bindingRefusedText({ purpose, domain, error }: AskOf<'bindingRefused'>) {
  return {
    row: l10n.t('Resolve the OSS binding error: {0}', domain),
    detail: [
      vendorText(error),
      purpose === 'uploadBinding'
        ? l10n.t('Without the binding, objects cannot be accessed over this domain. Choose another domain, or recheck.')
        : l10n.t(
            'Skip Binding continues without the binding: there is no Auto CDN Cache Update, and no origin host that prevents OSS from forcing downloads. CDN still serves the domain.',
          ),
    ].join('\n\n'),
  };
}

/** What the vendor said, with its code. */
export function vendorText(error: StepFailure): string {
  const { code } = error.details;
  return code === undefined ? sentenceOf(error) : withRemark(sentenceOf(error), code);
}

/** What Auto CDN Cache Update does not do. Source: Alibaba Cloud OSS, "Bind accelerated domain names". */
export function autoUpdateLimits(): string {
  return l10n.t(
    'It does not cover URLs with query strings or deletions by lifecycle rules, and OSS does not guarantee it. Publishing on save refreshes URLs regardless.',
  );
}
