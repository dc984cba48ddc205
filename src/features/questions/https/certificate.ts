import { describeRecord, recordHost, zoneLine } from '../../../core/dns/dnsRecordText.js';
import { showDomain } from '../../../core/domainName.js';
import { sentenceOf } from '../../../core/errorTexts/errorText.js';
import { certificateNameText, formerText, freeText, heldText } from '../../../core/https/certificateText.js';
import { certificateKey, type NewCertificate } from '../../../core/https/chosenCertificate.js';
import { l10n } from '../../../core/l10n.js';
import { acmeFailureText, acmeText, onlyWildcardText } from '../../../core/onboarding/https/acmeText.js';
import type { AskOf, CertificateAsk, ChoiceProblem, FreeFailure } from '../../../core/onboarding/run/asks.js';
import type { HttpsDoubt } from '../../../core/onboarding/run/facts.js';
import type { NewRecord } from '../../../core/ports/dns.js';
import { listText, noticeText } from '../../../core/text/plainText.js';
import { dayText } from '../../../core/text/timeText.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import { showButtons } from '../askForms.js';
import type { AskContext, QuestionsOf } from '../runQuestion.js';
import { answerButton, recheckButton, verifyButton } from '../ways.js';
import { anotherCertificateButton, chooseCertificate } from './chooseCertificate.js';
import { describeProtocols } from './newCertificate.js';

/** Questions about HTTPS. */
export const certificateQuestions: QuestionsOf<CertificateAsk> = {
  chooseCertificate: {
    text: ({ held, problem }) => ({
      row:
        problem && problem.kind !== 'unshown' ? l10n.t('Choose another certificate') : l10n.t('Choose a certificate'),
      detail: [
        ...(problem ? [problemText(problem)] : []),
        l10n.t('Choose a certificate of the account that covers the domain, or add one from files.'),
        l10n.t('Current certificate: {0}', heldText(held)),
      ].join('\n\n'),
    }),
    show: chooseCertificate,
  },
  approveValidation: {
    text: ({ records, issuer }) => ({
      row: l10n.t('Approve the DNS record: {0}', hostsOf(records)),
      detail: [
        issuer === 'letsencrypt'
          ? l10n.t(
              "Let's Encrypt will issue the certificate after it detects this record, which verifies domain ownership. The record will be deleted after the certificate is set.",
            )
          : l10n.t(
              'The certificate service will issue the free certificate after it detects this record, which verifies domain ownership. The record will be deleted after the certificate is set.',
            ),
        records.map((record) => `+ ${zoneLine(record)}`).join('\n'),
      ].join('\n\n'),
    }),
    show: approveValidation,
    changesDns: true,
  },
  replaceCertificate: {
    text: (ask) => ({
      row: l10n.t('The certificate was changed outside this extension: {0}', heldText(ask.held)),
      detail: replacedText(ask),
    }),
    show: replaceCertificate,
  },
  certificateUnserved: {
    text: ({ shown }) => ({
      row: l10n.t('The edge does not serve the certificate yet'),
      detail: [
        shown
          ? l10n.t('The edge presents a certificate for: {0}', noticeText(listText(shown)))
          : l10n.t('No certificate received from the edge.'),
        l10n.t(
          'This usually takes a few minutes. The check repeats automatically; you can also continue without proof.',
        ),
      ].join('\n\n'),
    }),
    ways: (_ask, context) => [
      verifyButton(context),
      answerButton(l10n.t('Continue Without Proof'), { skipped: { served: true } }, context),
      recheckButton(context),
    ],
  },
  offerRedirect: {
    text: ({ doubt, expires }) => ({
      row: l10n.t('Redirect http to https?'),
      detail: [
        ...(doubt
          ? [doubtText(doubt), l10n.t('HTTP visitors can be redirected to HTTPS (301).')]
          : [l10n.t('The edge serves HTTPS. HTTP visitors can be redirected to it (301).')]),
        ...endText(expires),
      ].join('\n\n'),
    }),
    show: offerRedirect,
  },
};

function problemText(problem: ChoiceProblem): string {
  switch (problem.kind) {
    case 'refused':
      return sentenceOf(problem.error);
    case 'free':
      return freeFailures[problem.failure]();
    case 'acme':
      return acmeFailureText(problem.failure);
    case 'unshown':
      return l10n.t(
        'CDN accepted the certificate more than 10 minutes ago but does not report it. The check repeats automatically; nothing is set again until you choose a certificate.',
      );
  }
}

const freeFailures: Readonly<Record<FreeFailure, () => string>> = {
  wildcard: onlyWildcardText,
  usedElsewhere: () => l10n.t('The free certificate was used for another domain in the meantime.'),
  over: () =>
    l10n.t(
      'The free certificate can no longer be used: it was refused or withdrawn, or was closed or upgraded in the console.',
    ),
  refused: () =>
    l10n.t(
      'The certificate service did not accept the application for the free certificate. Its reason is in the certificate console.',
    ),
  unconfirmed: () =>
    l10n.t(
      'The certificate service has not confirmed the application for the free certificate. Check the certificate console. No second application was made.',
    ),
  unnamed: () =>
    l10n.t(
      'The certificate service did not say within 10 minutes which DNS record validates the free certificate. Check the application in the certificate console, or choose another certificate.',
    ),
};

function hostsOf(records: readonly NewRecord[]): string {
  return listText([...new Set(records.map((record) => noticeText(recordHost(record))))]);
}

/** Asks before validation records are added to live DNS: shows all fields, the consequences, and their removal. */
function approveValidation(
  { records, approval, issuer }: AskOf<'approveValidation'>,
  context: AskContext,
): Promise<void> {
  const isOne = records.length === 1;
  const detail = [
    ...records.flatMap((record) => [...describeRecord(record), '']),
    issuer === 'letsencrypt'
      ? l10n.t("It verifies domain ownership for Let's Encrypt. No other record will be changed.")
      : l10n.t('It verifies domain ownership for the certificate service. No other record will be changed.'),
    isOne
      ? l10n.t('This record will be deleted after the certificate is set.')
      : l10n.t('These records will be deleted after the certificate is set.'),
  ].join('\n');
  const label = isOne ? l10n.t('Add Record') : l10n.t('Add Records');
  const add = answerButton(label, { approvals: { validation: approval } }, context);
  const question = isOne ? l10n.t('Add this record to your live DNS?') : l10n.t('Add these records to your live DNS?');
  return showButtons(question, [add, anotherCertificateButton(context)], detail);
}

function replacedText({ held, chosen }: AskOf<'replaceCertificate'>): string {
  return [
    l10n.t('The certificate of the domain was changed after you chose one. Nothing was overwritten.'),
    beforeAfter(heldText(held), chosenText(chosen)),
  ].join('\n\n');
}

function chosenText(chosen: NewCertificate): string {
  switch (chosen.kind) {
    case 'own':
      return certificateNameText(chosen.name);
    case 'free':
      return freeText();
    case 'acme':
      return acmeText();
  }
}

/** Asks to replace a certificate that was set elsewhere, or to keep it. */
async function replaceCertificate(ask: AskOf<'replaceCertificate'>, context: AskContext): Promise<void> {
  const { run, answer } = context;
  const { held, present, approval } = ask;
  const detail = [replacedText(ask), await describeProtocols(context), formerText(held)].join('\n\n');
  const replace = { label: l10n.t('Set Certificate'), act: () => answer({ approvals: { certificate: approval } }) };
  const keep = {
    label: l10n.t('Keep Current Certificate'),
    act: () => answer({ certificate: { kind: 'keep', present } }),
  };
  const question = l10n.t('Replace the certificate of {0}?', showDomain(run.plan.domain));
  return showButtons(question, present === certificateKey(undefined) ? [replace] : [replace, keep], detail);
}

/** Offers the redirect, which changes what every visitor over HTTP gets. */
function offerRedirect(
  { approval, opposite, doubt, expires }: AskOf<'offerRedirect'>,
  { run, answer }: AskContext,
): Promise<void> {
  const today = opposite ? l10n.t('https is redirected to http') : l10n.t('http is not redirected');
  const detail = [
    ...(doubt ? [doubtText(doubt)] : []),
    beforeAfter(today, l10n.t('http is redirected to https (301)')),
    ...endText(expires),
    l10n.t('Browsers may cache the redirect even after it is undone.'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n\n');
  const buttons = [
    { label: l10n.t('Redirect to HTTPS'), act: () => answer({ approvals: { redirect: approval } }) },
    { label: l10n.t('Leave as It Is'), act: () => answer({ left: { redirect: approval } }) },
  ];
  return showButtons(l10n.t('Redirect http to https for {0}?', showDomain(run.plan.domain)), buttons, detail);
}

/** Until when redirected visitors get an answer. */
function endText(expires: number | undefined): readonly string[] {
  if (expires === undefined) return [];
  return [
    l10n.t(
      'The certificate expires on {0}. Unless it is renewed by then, visitors redirected to https get an error.',
      dayText(expires),
    ),
  ];
}

/** A warning about what visitors may get over HTTPS. */
function doubtText(doubt: HttpsDoubt): string {
  return doubt === 'unproven'
    ? l10n.t(
        'Warning: The edge was not seen to serve the certificate. If it does not, visitors redirected to https get an error.',
      )
    : l10n.t(
        'Warning: This computer does not trust the certificate. If browsers do not trust it, visitors redirected to https get an error.',
      );
}
