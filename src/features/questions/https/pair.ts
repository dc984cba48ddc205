import type { Uri } from 'vscode';
import { showDomain } from '../../../core/domainName.js';
import { AppError, toAppError } from '../../../core/errors.js';
import { newCertificateName } from '../../../core/https/chosenCertificate.js';
import { isObstacle, judgePair, type PemProblem } from '../../../core/https/pemPair.js';
import { l10n } from '../../../core/l10n.js';
import type { CertificateRef } from '../../../core/ports/certificates.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { chooseFile } from '../../../host/prompts/displayViews.js';
import type { AskContext } from '../runQuestion.js';

/**
 * Asks for the files of a certificate and its key, checks them, and adds the pair to the account after a modal;
 * `undefined` if cancelled, `wrong` if the files cannot be used. The key is read when needed, sent to the certificate
 * service alone, and not stored. Throws `badFile` for unreadable files.
 */
export async function addPair(
  context: AskContext,
): Promise<CertificateRef | { readonly wrong: readonly string[] } | undefined> {
  const { run, clock, cloud } = context;
  const { domain } = run.plan;
  const certificateFile = await askFile(l10n.t('Certificate File (Domain Certificate First)'));
  const keyFile = certificateFile && (await askFile(l10n.t('Private Key File')));
  if (!certificateFile || !keyFile) return undefined;
  const read = await context.loadReadPair();
  const pair = await read(certificateFile.fsPath, keyFile.fsPath).catch(unreadable);
  const name = newCertificateName(domain, clock.now());
  const problems = judgePair(pair.facts, domain, clock.now());
  const say = (problem: PemProblem) => sentences[problem](showDomain(domain));
  const obstacles = problems.filter(isObstacle);
  if (obstacles.length > 0) return { wrong: obstacles.map(say) };
  if (!(await confirmPair(problems.map(say), name)) || !pair.key) return undefined;
  const { certificates } = await cloud();
  const { signal } = new AbortController();
  const { id, region } = await certificates.createCertificate({ name, chain: pair.chain, key: pair.key }, signal);
  const expires = pair.facts.chain[0]?.until;
  return { id, name, region, ...(expires !== undefined && { expires }) };
}

function askFile(title: string): Promise<Uri | undefined> {
  return chooseFile(title, { PEM: ['pem', 'crt', 'cer', 'key'], [l10n.t('All Files')]: ['*'] });
}

function unreadable(error: unknown): never {
  throw new AppError('badFile', { message: toAppError(error).message });
}

/** Asks whether to store the pair in the account, with notes. */
function confirmPair(sentences: readonly string[], name: string): Promise<boolean> {
  const detail = [
    ...sentences,
    l10n.t(
      'The certificate and its private key will be stored as {0} in Certificate Management Service of the account.',
      name,
    ),
    l10n.t(
      'The private key will be sent once, over HTTPS, and will not be stored on this computer or in the Activity view.',
    ),
  ];
  const question = l10n.t('Add this certificate to the account?');
  return confirmChange({ question, detail, button: l10n.t('Add Certificate') });
}

/** The problems of a pair for a domain, and their remedies. */
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
  endsSoon: () => l10n.t('Less than a third of the lifetime of the certificate is left.'),
};
