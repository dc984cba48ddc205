import { l10n } from 'vscode';
import type { StepFailure, UserAsk } from '../../core/onboarding/run/run.js';
import { sentenceOf } from '../errors/codeSentences.js';
import { noticeText } from '../plainText.js';

type AskOf<K extends UserAsk['kind']> = Extract<UserAsk, { readonly kind: K }>;

/** The texts for a domain that was unbound since. */
export function bindAgainText({ domain, purpose }: AskOf<'bindAgain'>) {
  return {
    row: l10n.t('Bind the domain to the bucket again: {0}', domain),
    detail: [
      l10n.t('Somebody unbound the domain from the bucket since it was bound. Nothing was bound again.'),
      purpose === 'uploadBinding'
        ? l10n.t('Without this binding objects are not reached over this domain. Choose another one, or recheck.')
        : l10n.t(
            'Leave as It Is goes on without the binding. That leaves out Auto CDN Cache Update and the origin Host that keeps OSS from forcing a download; CDN serves the domain all the same. Recheck asks again once the onboarding is finished.',
          ),
    ].join('\n\n'),
  };
}

/** The words for a Host that is not the domain. */
export function setHostText({ host }: AskOf<'setHost'>) {
  return {
    row:
      host === undefined
        ? l10n.t('Set the origin Host again')
        : l10n.t('Confirm the origin Host: {0}', noticeText(host)),
    detail: [
      host === undefined
        ? l10n.t('Somebody took the origin Host of the domain away since it was set. Nothing was set again.')
        : l10n.t('Somebody set this origin Host. Nothing was changed: {0}', noticeText(host)),
      host === undefined
        ? l10n.t(
            'Under the name of the bucket OSS may force a download of pages. Leave as It Is goes on with the Host as it is; CDN serves the domain all the same. Recheck asks again once the onboarding is finished.',
          )
        : l10n.t(
            'OSS finds the bucket by this Host. With the domain in its place OSS does not force a download of pages. Leave as It Is goes on with the Host as it is. Recheck asks again once the onboarding is finished.',
          ),
    ].join('\n\n'),
  };
}

/** The words for a domain that OSS does not bind. */
export function bindingRefusedText({ purpose, domain, error }: AskOf<'bindingRefused'>) {
  return {
    row: l10n.t('Resolve why OSS does not bind the domain: {0}', domain),
    detail: [
      vendorText(error),
      purpose === 'uploadBinding'
        ? l10n.t('Without this binding objects are not reached over this domain. Choose another one, or recheck.')
        : l10n.t(
            'Skip Binding goes on without it. That leaves out Auto CDN Cache Update and the origin Host that keeps OSS from forcing a download; CDN serves the domain all the same.',
          ),
    ].join('\n\n'),
  };
}

/** What the vendor said, with its code. */
export function vendorText(error: StepFailure): string {
  const { code } = error.details;
  return `${sentenceOf(error)}${code === undefined ? '' : ` (${code})`}`;
}
