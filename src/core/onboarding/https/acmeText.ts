import { l10n } from '../../l10n.js';
import type { AcmeProblem } from '../../ports/acme.js';
import { listText, noticeText } from '../../text/plainText.js';
import { momentText } from '../../text/timeText.js';
import type { AcmeFailure } from '../run/asks.js';

/** A short description of a Let's Encrypt certificate before it is issued. */
export function acmeText(): string {
  return l10n.t("a certificate from Let's Encrypt");
}

/** The terms of a request, one paragraph each; `asksFirst`: the validation record is asked about later. */
export function acmeTerms(names: readonly string[], asksFirst = true): readonly string[] {
  return [
    l10n.t("Let's Encrypt issues the certificate for: {0}", listText(names)),
    l10n.t(
      "Let's Encrypt sets how long it is valid, and is shortening this period. Nothing renews it while the editor is closed. The days left are shown in the OSS + CDN view, and when a third of its lifetime is left you are reminded once a day. Ways to renew it without the editor: acme.sh, Certimate, or a certificate of Certificate Management Service.",
    ),
    l10n.t(
      "By requesting it, you accept the Let's Encrypt Subscriber Agreement: {0}",
      'https://letsencrypt.org/repository/',
    ),
    ...(asksFirst
      ? [l10n.t('You are asked to confirm before a DNS record is added that verifies domain ownership.')]
      : []),
    l10n.t(
      'The private key is created on this computer, is sent once, over HTTPS, to Certificate Management Service of the account together with the certificate, and is not stored on this computer.',
    ),
  ];
}

/** Why no validation record may be added. */
export function onlyWildcardText(): string {
  return l10n.t(
    'The domain is reached only through a wildcard DNS record, and the record for the certificate would take it offline: give it a DNS record of its own first.',
  );
}

/** Why no certificate of Let's Encrypt was issued, and what to do. */
export function acmeFailureText(failure: AcmeFailure): string {
  switch (failure.kind) {
    case 'caa':
      return l10n.t(
        "The CAA records of {0} do not allow Let's Encrypt to issue the certificate: add the CAA record {1} there, or choose another certificate.",
        noticeText(failure.name),
        failure.wanted,
      );
    case 'alias':
      return l10n.t(
        '{0} has a {1} record to {2}, which the validation would follow: delete or pause that record, or choose another certificate.',
        noticeText(failure.host),
        failure.type,
        noticeText(failure.value),
      );
    case 'wildcard':
      return onlyWildcardText();
    case 'spent':
      return l10n.t(
        "Let's Encrypt issued certificates that could not be stored in the account, and allows 5 a week for the same names. Check that the AccessKey may upload certificates before you request another one.",
      );
    case 'limited':
      return [limitText(failure.until), ...said(failure.message)].join(' ');
    case 'refused':
      return [refusalText(failure.problem), ...said(failure.problem.message)].join(' ');
  }
}

function limitText(until: number | undefined): string {
  return until === undefined
    ? l10n.t("A rate limit of Let's Encrypt is reached: request the certificate later, or choose another one.")
    : l10n.t(
        "A rate limit of Let's Encrypt is reached: request the certificate after {0}, or choose another one.",
        momentText(until),
      );
}

/** Why the server issued nothing, or its answer was not used, and what to do, by the codes of the server and the client. */
const refusals: Readonly<Record<string, () => string>> = {
  caa: () =>
    l10n.t(
      "A CAA record does not allow Let's Encrypt to issue the certificate: add the CAA record {0}, or choose another certificate.",
      '0 issue "letsencrypt.org"',
    ),
  dns: () =>
    l10n.t("Let's Encrypt could not read the DNS record: check the name servers of the zone, then request it again."),
  unauthorized: () =>
    l10n.t("Let's Encrypt did not find the DNS record that was added: check the zone, then request it again."),
  rejectedIdentifier: () =>
    l10n.t("Let's Encrypt does not issue certificates for this domain: choose another certificate."),
  badAnswer: () =>
    l10n.t(
      "An answer of Let's Encrypt cannot be read: check the proxy, if there is one, and request the certificate again.",
    ),
  foreignUrl: () =>
    l10n.t(
      "Let's Encrypt named an address of another server, to which nothing was sent: check the proxy, if there is one, and request the certificate again.",
    ),
  redirected: () =>
    l10n.t(
      "Let's Encrypt answered with a redirect, which was not followed: check the proxy, if there is one, and request the certificate again.",
    ),
  badNonce: () =>
    l10n.t(
      "Let's Encrypt refused each request as a repeated one: request the certificate again in a few minutes, or choose another one.",
    ),
  otherNames: () =>
    l10n.t(
      "Let's Encrypt answered for other names than those that were requested, which was not used: request the certificate again, or choose another one.",
    ),
  otherKey: () =>
    l10n.t(
      "The certificate from Let's Encrypt is for another private key and was not used: request it again, or choose another one.",
    ),
  notValidNow: () =>
    l10n.t(
      "The certificate from Let's Encrypt is not valid now and was not used: check the clock of this computer, then request it again.",
    ),
  brokenChain: () =>
    l10n.t(
      "The certificate from Let's Encrypt came without those of its issuers and was not used: request it again, or choose another one.",
    ),
  stalled: () =>
    l10n.t(
      "Let's Encrypt did not finish the request in time: request the certificate again later, or choose another one.",
    ),
};

function refusalText({ code }: AcmeProblem): string {
  const say = Object.hasOwn(refusals, code) ? refusals[code] : undefined;
  return say?.() ?? l10n.t("Let's Encrypt refused the request: request it again, or choose another certificate.");
}

function said(message: string | undefined): readonly string[] {
  return message ? [l10n.t('Response: {0}', noticeText(message))] : [];
}
