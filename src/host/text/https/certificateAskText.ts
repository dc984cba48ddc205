import { l10n } from 'vscode';
import type { CertificateAsk, HeldCertificate } from '../../../core/onboarding/run/certificateAsk.js';
import { beforeAfter } from '../../changePrompts.js';
import { sentenceOf } from '../../errors/codeSentences.js';
import { noticeText } from '../../plainText.js';
import { dayText } from '../timeText.js';

interface Text {
  readonly row: string;
  readonly detail: string;
}

type Texts = { readonly [K in CertificateAsk['kind']]: (ask: Extract<CertificateAsk, { kind: K }>) => Text };

/** What the user is asked while HTTPS is set up. */
export const certificateAskTexts: Texts = {
  chooseCertificate: ({ held, error }) => ({
    row: error ? l10n.t('Choose another certificate') : l10n.t('Choose a certificate'),
    detail: [
      error ? sentenceOf(error) : '',
      l10n.t('Choose a certificate of the account that covers the domain, or add one from files.'),
      l10n.t('Current certificate: {0}', heldText(held)),
    ]
      .filter(Boolean)
      .join('\n\n'),
  }),
  replaceCertificate: ({ held, chosen }) => ({
    row: l10n.t('The certificate was changed outside this extension: {0}', heldText(held)),
    detail: [
      l10n.t('The certificate of the domain was changed after you chose one. Nothing was overwritten.'),
      beforeAfter(heldText(held), noticeText(chosen)),
    ].join('\n\n'),
  }),
  certificateUnserved: ({ shown }) => ({
    row: l10n.t('The edge does not serve the certificate yet'),
    detail: [
      shown
        ? l10n.t('The edge presents a certificate for: {0}', noticeText(shown.join(', ')))
        : l10n.t('No certificate received from the edge.'),
      l10n.t('This usually takes a few minutes. The check repeats automatically; you can also continue without proof.'),
    ].join(' '),
  }),
  offerRedirect: () => ({
    row: l10n.t('Redirect http to https?'),
    detail: l10n.t('The edge serves HTTPS. HTTP visitors can be redirected to it (301).'),
  }),
};

/** A certificate of a domain in a few words, with the day on which it ends. */
export function heldText(held: HeldCertificate | undefined): string {
  if (!held) return l10n.t('none, http only');
  const name = noticeText(held.name);
  return held.expires === undefined ? name : l10n.t('{0}, until {1}', name, dayText(held.expires));
}
