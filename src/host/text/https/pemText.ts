import { l10n } from 'vscode';
import type { PemProblem } from '../../../core/https/pemPair.js';

const sentences: Readonly<Record<PemProblem, (domain: string) => string>> = {
  keyInCertificate: () =>
    l10n.t(
      'The certificate file contains a private key: choose a file with only certificates, and a separate file for the key.',
    ),
  noCertificate: () => l10n.t('The certificate file contains no readable PEM certificate.'),
  noKey: () => l10n.t('The key file contains no PEM private key.'),
  encryptedKey: () =>
    l10n.t(
      'The private key has a password, which CDN does not accept: decrypt it first, for example with openssl pkey.',
    ),
  unreadableKey: () => l10n.t('The private key cannot be read: the file is damaged or not in PEM format.'),
  otherKey: () => l10n.t('CDN accepts only RSA and ECDSA keys. This key is of another type.'),
  notTogether: () => l10n.t('The private key does not match the certificate.'),
  wrongOrder: () => l10n.t('The certificates are in the wrong order: the domain certificate must come first.'),
  brokenChain: () =>
    l10n.t('The certificates do not form a chain: each one must be issued by the next one in the file.'),
  wrongName: (domain) => l10n.t('The certificate does not cover {0}.', domain),
  expired: () => l10n.t('The certificate has expired.'),
  notYetValid: () => l10n.t('The certificate is not valid yet, or the clock of this computer is wrong.'),
  ecKey: () => l10n.t('The key is ECDSA. The CDN documentation covers only RSA keys, so this key may be refused.'),
  noIntermediate: () =>
    l10n.t(
      "The file contains only the domain certificate. Without the issuer's certificates, some clients will not trust it.",
    ),
  selfSigned: () => l10n.t('The certificate is self-signed, so browsers show a warning.'),
  openKeyFile: () =>
    l10n.t('Other users of this computer can read the key file: restrict its permissions, for example with chmod 600.'),
  endsSoon: () => l10n.t('The certificate expires within a week.'),
};

/** What is wrong with a pair of files for a domain, and what helps. */
export function pemProblemText(problem: PemProblem, domain: string): string {
  return sentences[problem](domain);
}
