import { l10n } from 'vscode';
import type { PemProblem } from '../../../core/https/pemPair.js';

const sentences: Readonly<Record<PemProblem, (domain: string) => string>> = {
  keyInCertificate: () =>
    l10n.t('The certificate file holds a private key: choose a file with certificates alone, and the key in its own.'),
  noCertificate: () => l10n.t('The certificate file holds no certificate in PEM that can be read.'),
  noKey: () => l10n.t('The key file holds no private key in PEM.'),
  encryptedKey: () =>
    l10n.t(
      'The private key is protected by a password, which CDN does not take: decrypt it first, such as with openssl pkey.',
    ),
  unreadableKey: () => l10n.t('The private key cannot be read: the file is damaged, or not in PEM.'),
  otherKey: () => l10n.t('CDN takes RSA and ECDSA keys only; this key is of another kind.'),
  notTogether: () => l10n.t('The private key does not belong to the certificate.'),
  wrongOrder: () => l10n.t('The certificates are in the wrong order: the one of the domain has to come first.'),
  brokenChain: () =>
    l10n.t('The certificates are not of one chain: each has to be issued by the one behind it in the file.'),
  wrongName: (domain) => l10n.t('The certificate does not cover {0}.', domain),
  expired: () => l10n.t('The certificate has expired.'),
  notYetValid: () => l10n.t('The certificate is not valid yet; the clock of this computer may also be wrong.'),
  ecKey: () => l10n.t('The key is ECDSA. The pages of CDN describe RSA keys only, so it may be refused.'),
  noIntermediate: () =>
    l10n.t(
      'The file holds the certificate of the domain alone. Without those of its issuer some clients do not trust it.',
    ),
  selfSigned: () => l10n.t('The certificate is self-signed, so browsers warn of it.'),
  openKeyFile: () =>
    l10n.t('Other users of this computer may read the key file: restrict its permissions, such as with chmod 600.'),
  endsSoon: () => l10n.t('The certificate ends within a week.'),
};

/** What is wrong with a pair of files for a domain, and what helps. */
export function pemProblemText(problem: PemProblem, domain: string): string {
  return sentences[problem](domain);
}
