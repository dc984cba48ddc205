import { AppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { acmeNames } from '../../../core/https/acmeObstacle.js';
import {
  type CertificateOption,
  type OptionObstacle,
  type PossibleCertificate,
  validationOf,
} from '../../../core/https/certificateOptions.js';
import { freeText, freeUseTexts, heldText } from '../../../core/https/certificateText.js';
import { l10n } from '../../../core/l10n.js';
import { acmeFailureText, acmeTerms, acmeText } from '../../../core/onboarding/https/acmeText.js';
import { listText } from '../../../core/text/plainText.js';
import type { Choices } from './choices.js';
import type { PlanOutlook } from './outlook.js';

/** A certificate option in a few words. */
export function optionText(option: CertificateOption): string {
  switch (option.kind) {
    case 'own':
      return 'obstacle' in option ? l10n.t('a certificate of the account') : heldText(option.certificate);
    case 'free':
      return freeText();
    case 'acme':
      return acmeText();
    case 'files':
      return l10n.t('a certificate from files, chosen during the task');
    case 'later':
      return l10n.t('none for now: http only');
  }
}

/** Why an option is not available, and the remedy. */
export function obstacleText(kind: CertificateOption['kind'], obstacle: OptionObstacle): string {
  switch (obstacle.kind) {
    case 'none':
      return kind === 'own'
        ? l10n.t('The account has no certificate that covers the domain.')
        : l10n.t('The account has no unused free certificate: get one in the certificate console.');
    case 'unread':
      return errorText(new AppError(obstacle.error, obstacle.code === undefined ? {} : { code: obstacle.code }));
    case 'oneName':
      return l10n.t('A free certificate covers one name and no wildcard.');
    case 'noContact':
      return l10n.t('The certificate service needs a contact: add one in the certificate console.');
    case 'zoneElsewhere':
      return l10n.t(
        'The record that validates can be added only where Alibaba Cloud DNS of this account serves the domain.',
      );
    case 'unreachable':
      return l10n.t("The server of Let's Encrypt does not answer from here.");
    default:
      return acmeFailureText(obstacle);
  }
}

/** The special features of an option, for its row. */
export function optionDetail(option: CertificateOption): string {
  if ('obstacle' in option) return obstacleText(option.kind, option.obstacle);
  switch (option.kind) {
    case 'own':
      return listText(option.certificate.names);
    case 'free':
      return option.validation?.byHand
        ? l10n.t('Uses up one free certificate; you add a record in DNS')
        : l10n.t('Uses up one free certificate; not renewed automatically');
    case 'acme':
      return l10n.t('Free; you are reminded to renew it when a third of its lifetime is left');
    case 'files':
      return l10n.t('The task asks for a PEM certificate and its private key');
    case 'later':
      return l10n.t('HTTPS can be set up at any time');
  }
}

/** Returns whether HTTPS works only after DNS leads to CDN. */
export function isAfterSwitch(certificate: PossibleCertificate): boolean {
  return validationOf(certificate)?.afterSwitch === true;
}

/** The planned HTTPS, for its line. */
export function plannedHttpsText({ certificate }: Choices, { existing }: PlanOutlook): string {
  if (existing) return existing.held ? heldText(existing.held) : l10n.t('asked during the task');
  return optionText(certificate);
}

/** What the user agrees to with the certificate, one sentence per line. */
export function certificateTerms(choices: Choices, { existing, cover }: PlanOutlook): readonly string[] {
  const { plan, certificate } = choices;
  if (existing) return [];
  const billed = l10n.t('HTTPS requests are billed beyond 5 million per month.');
  const isListed = l10n.t('The certificate is listed publicly with its names (Certificate Transparency).');
  const later = isAfterSwitch(certificate)
    ? [
        l10n.t(
          'The domain is reached through a wildcard record alone: the record of the certificate is added after the switch, and HTTPS works minutes later.',
        ),
      ]
    : [];
  switch (certificate.kind) {
    case 'own':
      return [billed];
    case 'free':
      return [...freeTerms(choices), ...later, isListed, billed];
    case 'acme':
      return [
        ...acmeTerms(acmeNames(plan.domain), isAfterSwitch(certificate) || cover !== undefined),
        ...later,
        isListed,
        billed,
      ];
    case 'files':
      return [billed];
    case 'later':
      return [];
  }
}

function freeTerms({ certificate, contact }: Choices): readonly string[] {
  if (certificate.kind !== 'free' || certificate.offer.instance.state !== 'unused') return [];
  const whom = certificate.contacts.find(({ id }) => id === contact) ?? certificate.contacts[0];
  return [
    ...freeUseTexts(certificate.offer.unused, whom),
    l10n.t('It is valid for 3 months and is not renewed automatically.'),
  ];
}
