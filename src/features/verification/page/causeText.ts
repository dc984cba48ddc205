import { l10n } from 'vscode';
import type { CertificateProblem } from '../../../core/https/certificateState.js';
import type { OriginRefusal, Unknown, WrongTarget } from '../../../core/verification/facts.js';
import { plainText } from '../../../host/plainText.js';
import { dayText } from '../../../host/text/timeText.js';
import type { VerificationPage } from '../../../protocol/verification.js';

type Detail = Pick<VerificationPage['verdict'], 'detail'>;

const targets: Record<WrongTarget, () => string> = {
  typo: () => l10n.t('It differs from the expected CNAME by a few characters only: probably a typing error'),
  oldCname: () => l10n.t('It is a CNAME of CDN, but not the one that this domain has now: probably an older one'),
  bucket: () => l10n.t('It is the bucket itself, so visitors bypass CDN'),
  esa: () => l10n.t('It belongs to ESA, another product of Alibaba Cloud: visitors are served by ESA instead of CDN'),
  otherVendor: () => l10n.t('It belongs to the CDN or proxy of another vendor'),
  other: () => l10n.t('It has nothing to do with Alibaba Cloud CDN'),
};

/** What a CNAME leads to when it is not the expected one. */
export function wrongTargetText(target: WrongTarget): string {
  return targets[target]();
}

const refusals: Record<OriginRefusal, () => string> = {
  bareDomain: () => l10n.t('DNS and CDN are right, but opening only the domain gives AccessDenied: a path is needed'),
  privateBucket: () => l10n.t('DNS and CDN are right, but the bucket is private and CDN may not read it'),
  wrongOriginHost: () =>
    l10n.t('DNS and CDN are right, but CDN asks the bucket under a host name that OSS does not know'),
  other: () => l10n.t('DNS and CDN are right, but the origin refuses what CDN asks for'),
};

/** Why the origin behind the edge refuses. */
export function originRefusalText(cause: OriginRefusal): string {
  return refusals[cause]();
}

const certificates: Record<CertificateProblem, () => string> = {
  missing: () => l10n.t('The domain has no certificate at CDN, so browsers refuse HTTPS'),
  wrongName: () => l10n.t('The certificate at CDN is for another name, so browsers refuse HTTPS'),
  expired: () => l10n.t('The certificate at CDN has expired, so browsers refuse HTTPS'),
  untrusted: () => l10n.t('No authority that this machine trusts signed the certificate at CDN'),
};

/** What is wrong with the certificate. */
export function certificateProblemText(problem: CertificateProblem): string {
  return certificates[problem]();
}

const unknowns: Record<Unknown, () => string> = {
  offline: () => l10n.t('This machine is offline, so nothing can be said'),
  dnsBlocked: () =>
    l10n.t('No name server could be reached, neither over port 53 nor over HTTPS, so nothing can be said'),
  account: () => l10n.t('The account could not be asked which CNAME this domain has, so DNS cannot be judged'),
  unassigned: () => l10n.t('CDN has not assigned a CNAME to this domain yet, so DNS cannot be judged'),
  edge: () =>
    l10n.t('DNS is right, but the edge could not be asked from here, so nothing can be said about what it delivers'),
};

/** Why nothing can be said. */
export function unknownText(why: Unknown): string {
  return unknowns[why]();
}

/** What the origin answered. */
export function originDetail(status: number | undefined, code: string | undefined): Detail {
  const said = [status === undefined ? '' : `HTTP ${status}`, code === undefined ? '' : plainText(code)].filter(
    Boolean,
  );
  return said.length === 0 ? {} : { detail: l10n.t('The origin answers {0}', said.join(' ')) };
}

/** Which certificate the edge shows. */
export function certificateDetail(name: string | undefined, expires: string | undefined): Detail {
  if (name === undefined) return {};
  if (expires === undefined) return { detail: l10n.t('The edge shows a certificate for {0}', plainText(name)) };
  return {
    detail: l10n.t(
      'The edge shows a certificate for {0}, valid until {1}',
      plainText(name),
      dayText(Date.parse(expires)),
    ),
  };
}
