import { l10n } from 'vscode';
import type { CertificateProblem } from '../../../core/https/certificateState.js';
import type { Fix, OriginRefusal, Unknown, WrongTarget } from '../../../core/verification/facts.js';
import { plainText } from '../../../host/plainText.js';
import { refusalText } from '../../../host/text/delivery/refusalText.js';
import { dateTimeText, dayText } from '../../../host/text/timeText.js';
import type { VerificationPage } from '../../../protocol/verification.js';

type Detail = Pick<VerificationPage['verdict'], 'detail'>;

const targets: Record<WrongTarget, () => string> = {
  typo: () => l10n.t('It differs from the expected CNAME by only a few characters, probably a typo'),
  oldCname: () => l10n.t('It is a CDN CNAME, but not the current one of this domain; it is probably outdated'),
  bucket: () => l10n.t('It is the bucket itself, so visitors bypass CDN'),
  esa: () => l10n.t('It belongs to ESA, another Alibaba Cloud product: visitors are served by ESA instead of CDN'),
  otherVendor: () => l10n.t('It belongs to the CDN or proxy of another vendor'),
  other: () => l10n.t('It is not related to Alibaba Cloud CDN'),
};

/** What a CNAME leads to when it is not the expected one. */
export function wrongTargetText(target: WrongTarget): string {
  return targets[target]();
}

const refusals: Record<OriginRefusal, () => string> = {
  bareDomain: () => l10n.t('DNS and CDN are correct, but the bare domain returns AccessDenied: add a path'),
  privateBucket: () => l10n.t('DNS and CDN are correct, but the bucket is private and CDN is not allowed to read it'),
  wrongOriginHost: () => l10n.t('DNS and CDN are correct, but OSS does not recognize the origin host'),
  other: () => l10n.t('DNS and CDN are correct, but the origin refuses the requests from CDN'),
};

/** Why the origin behind the edge refuses. */
export function originRefusalText(cause: OriginRefusal): string {
  return refusals[cause]();
}

const certificates: Record<CertificateProblem, () => string> = {
  missing: () =>
    l10n.t('The domain has no certificate on CDN, so browsers show a certificate warning or an error over HTTPS'),
  wrongName: () =>
    l10n.t('The certificate on CDN is for another domain, so browsers show a certificate warning over HTTPS'),
  expired: () => l10n.t('The certificate on CDN has expired, so browsers show a certificate warning over HTTPS'),
  untrusted: () => l10n.t('This computer does not trust the issuer of the certificate on CDN'),
};

/** What is wrong with the certificate. */
export function certificateProblemText(problem: CertificateProblem): string {
  return certificates[problem]();
}

const unknowns: Record<Unknown, () => string> = {
  offline: () => l10n.t('This computer is offline, so the domain cannot be verified'),
  dnsBlocked: () => l10n.t('No name server could be reached over port 53 or HTTPS, so DNS cannot be checked'),
  account: () => l10n.t('The CNAME of this domain could not be queried from the account, so DNS cannot be checked'),
  unassigned: () => l10n.t('CDN has not assigned a CNAME to this domain yet, so DNS cannot be checked'),
  edge: () => l10n.t('DNS is correct, but the edge is not reachable from here, so its response cannot be checked'),
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
  return said.length === 0 ? {} : { detail: l10n.t('The origin returns {0}', said.join(' ')) };
}

/** Which certificate the edge shows. */
export function certificateDetail(name: string | undefined, expires: string | undefined): Detail {
  if (name === undefined) return {};
  if (expires === undefined) return { detail: l10n.t('The edge presents a certificate for {0}', plainText(name)) };
  return {
    detail: l10n.t(
      'The edge presents a certificate for {0}, valid until {1}',
      plainText(name),
      dayText(Date.parse(expires)),
    ),
  };
}

/** Why the edge refuses, in its own words and, where it names a setting of the domain, in ours. */
export function reasonText(reason: string): string {
  const rule = refusalText(reason);
  const said = plainText(reason);
  return rule === undefined ? l10n.t('Reason: {0}', said) : l10n.t('Reason: {0}. Refused by {1}', said, rule);
}

/** Why browsers download what they should show. */
export function downloadText(forced: boolean, cached: true | undefined): string {
  if (cached)
    return l10n.t('Nodes still serve copies from before the origin host was changed, which browsers download');
  return forced
    ? l10n.t('The origin host is an OSS domain name, and OSS makes browsers download files requested under it')
    : l10n.t('The page has the Content-Disposition: attachment header, so browsers download it');
}

/** How long to wait, as of `at` in ms since the epoch. */
export function waitingText({ until, review }: Extract<Fix, { kind: 'wait' }>, at: number): string {
  if (review) return l10n.t('Wait for the review: usually minutes, at the latest on the next business day');
  if (until === undefined) return l10n.t('Wait: this usually takes a few minutes');
  return l10n.t('Wait until {0}', dateTimeText(until, at));
}
