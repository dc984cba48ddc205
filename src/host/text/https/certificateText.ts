import { l10n } from 'vscode';
import type { CertificateAsk } from '../../../core/onboarding/run/asks.js';
import type { FreeFailure, HeldCertificate, HttpsDoubt } from '../../../core/onboarding/run/certificateAsk.js';
import type { NewRecord } from '../../../core/ports/dns.js';
import { beforeAfter } from '../../changePrompts.js';
import { sentenceOf } from '../../errors/codeSentences.js';
import { listText, noticeText } from '../../plainText.js';
import { recordHost, zoneLine } from '../dnsRecordText.js';
import { dayText } from '../timeText.js';
import { acmeFailureText, acmeText, onlyWildcardText } from './acmeText.js';

interface Text {
  readonly row: string;
  readonly detail: string;
}

type Texts = { readonly [K in CertificateAsk['kind']]: (ask: Extract<CertificateAsk, { kind: K }>) => Text };

/** What the user is asked while HTTPS is set up. */
export const certificateAskTexts: Texts = {
  chooseCertificate: ({ held, error, free, acme, unshown }) => ({
    row: error || free || acme ? l10n.t('Choose another certificate') : l10n.t('Choose a certificate'),
    detail: [
      error ? sentenceOf(error) : '',
      free ? freeFailures[free]() : '',
      acme ? acmeFailureText(acme) : '',
      unshown ? unshownText() : '',
      l10n.t('Choose a certificate of the account that covers the domain, or add one from files.'),
      l10n.t('Current certificate: {0}', heldText(held)),
    ]
      .filter(Boolean)
      .join('\n\n'),
  }),
  approveValidation: ({ records, acme }) => ({
    row: l10n.t('Approve the DNS record: {0}', hostsOf(records)),
    detail: [
      acme
        ? l10n.t(
            "Let's Encrypt will issue the certificate after it detects this record, which verifies domain ownership. The record will be deleted after the certificate is set.",
          )
        : l10n.t(
            'The certificate service will issue the free certificate after it detects this record, which verifies domain ownership. The record will be deleted after the certificate is set.',
          ),
      records.map((record) => `+ ${zoneLine(record)}`).join('\n'),
    ].join('\n\n'),
  }),
  replaceCertificate: ({ held, chosen, acme }) => ({
    row: l10n.t('The certificate was changed outside this extension: {0}', heldText(held)),
    detail: [
      l10n.t('The certificate of the domain was changed after you chose one. Nothing was overwritten.'),
      beforeAfter(heldText(held), chosen === undefined ? requestedText(acme) : certificateNameText(chosen)),
    ].join('\n\n'),
  }),
  certificateUnserved: ({ shown }) => ({
    row: l10n.t('The edge does not serve the certificate yet'),
    detail: [
      shown
        ? l10n.t('The edge presents a certificate for: {0}', noticeText(listText(shown)))
        : l10n.t('No certificate received from the edge.'),
      l10n.t('This usually takes a few minutes. The check repeats automatically; you can also continue without proof.'),
    ].join('\n\n'),
  }),
  offerRedirect: ({ doubt }) => ({
    row: l10n.t('Redirect http to https?'),
    detail: doubt
      ? [doubtText(doubt), l10n.t('HTTP visitors can be redirected to HTTPS (301).')].join('\n\n')
      : l10n.t('The edge serves HTTPS. HTTP visitors can be redirected to it (301).'),
  }),
};

function unshownText(): string {
  return l10n.t(
    'CDN accepted the certificate more than 10 minutes ago but does not report it. The check repeats automatically; nothing is set again until you choose a certificate.',
  );
}

const freeFailures: Readonly<Record<FreeFailure, () => string>> = {
  wildcard: onlyWildcardText,
  usedElsewhere: () => l10n.t('The free certificate was used for another domain in the meantime.'),
  over: () =>
    l10n.t('The free certificate can no longer be used: it was refused, or was closed or upgraded in the console.'),
  refused: () =>
    l10n.t(
      'The certificate service did not accept the application for the free certificate. Its reason is in the certificate console.',
    ),
  unconfirmed: () =>
    l10n.t(
      'The certificate service has not confirmed the application for the free certificate. Check the certificate console. No second application was made.',
    ),
};

function hostsOf(records: readonly NewRecord[]): string {
  return listText([...new Set(records.map((record) => noticeText(recordHost(record))))]);
}

function requestedText(acme: true | undefined): string {
  return acme ? acmeText() : freeText();
}

/** A free certificate in a few words, before it is issued. */
export function freeText(): string {
  return l10n.t('a free certificate, valid for 3 months');
}

/** What else setting up HTTPS changes, of what is not so yet. */
export function protocolsText({ http2, tls }: { readonly http2: boolean; readonly tls: boolean }): string {
  if (http2 && tls)
    return l10n.t('HTTP/2 will be turned on, and TLS 1.2 will become the minimum version. HTTP will continue to work.');
  if (http2) return l10n.t('HTTP/2 will be turned on. HTTP will continue to work.');
  if (tls) return l10n.t('TLS 1.2 will become the minimum version. HTTP will continue to work.');
  return l10n.t('HTTP will continue to work.');
}

/** How the change of a certificate is undone; `held` is the one that is replaced. */
export function formerText(held: Pick<HeldCertificate, 'id' | 'region'> | undefined): string {
  if (!held) return l10n.t('Undo in the Activity view returns to http only.');
  // As `isRestorable` says; the words of asks take only types from core.
  const isOfService = held.id !== undefined && held.region !== undefined;
  return isOfService ? l10n.t('Undo in the Activity view restores the previous certificate.') : onlyConsoleText();
}

/** That what is taken away cannot be given back from here. */
export function onlyConsoleText(): string {
  return l10n.t('The current certificate can be restored only in the CDN console.');
}

/** What visitors may get over HTTPS, as a warning. */
export function doubtText(doubt: HttpsDoubt): string {
  return doubt === 'unproven'
    ? l10n.t(
        'Warning: The edge was not seen to serve the certificate. If it does not, visitors redirected to https get an error.',
      )
    : l10n.t(
        'Warning: This computer does not trust the certificate. If browsers do not trust it, visitors redirected to https get an error.',
      );
}

/** The name of a certificate, which the vendor may leave empty. */
export function certificateNameText(name: string): string {
  return noticeText(name) || l10n.t('unnamed certificate');
}

/** A certificate of a domain in a few words, with the day on which it ends. */
export function heldText(held: HeldCertificate | undefined): string {
  if (!held) return l10n.t('none, http only');
  const name = certificateNameText(held.name);
  return held.expires === undefined ? name : l10n.t('{0}, until {1}', name, dayText(held.expires));
}
