import { domainStatusText } from '../../cdn/domainText.js';
import { refusalText } from '../../cdn/edgeProof.js';
import { dnsLineText } from '../../dns/dnsLines.js';
import type { CertificateProblem } from '../../https/certificateState.js';
import { l10n } from '../../l10n.js';
import type { DomainStatus } from '../../ports/cdn.js';
import { listText, plainText } from '../../text/plainText.js';
import { dateTimeText, dayText } from '../../text/timeText.js';
import type { OriginRefusal, Unknown, Verdict, WrongTarget } from '../facts.js';

/** How good or bad something is for the user; `busy` while it changes without them. */
type VerdictTone = 'good' | 'busy' | 'warn' | 'bad' | 'neutral';

/** A verdict in words for the user. */
interface VerdictText {
  readonly tone: VerdictTone;
  readonly label: string;
  readonly sentence: string;
  /** The DNS value that the sentence contains. */
  readonly value?: string;
  readonly detail?: string;
}

type Of<K extends Verdict['kind']> = Extract<Verdict, { kind: K }>;

const texts: { readonly [K in Verdict['kind']]: (verdict: Of<K>, at: number) => VerdictText } = {
  working: () => ({
    tone: 'good',
    label: l10n.t('Works'),
    sentence: l10n.t('DNS points to CDN, and browsers show the page'),
  }),
  cdnLags: ({ until }, at) => ({
    tone: 'good',
    label: l10n.t('Works'),
    sentence: l10n.t(
      'DNS and the edge are correct. Only the DNS status detected by CDN lags behind, which is harmless',
    ),
    ...(until !== undefined && {
      detail: l10n.t('The CDN console shows it as not configured until about {0}', dateTimeText(until, at)),
    }),
  }),
  propagating: ({ seen, asked, until }, at) => ({
    tone: 'busy',
    label: l10n.t('Propagating'),
    sentence: l10n.t(
      '{0} of {1} servers already return the CNAME; the others still cache an older answer',
      seen,
      asked,
    ),
    detail: l10n.t('Cached answers expire by {0}', dateTimeText(until, at)),
  }),
  negativeCached: ({ until }, at) => ({
    tone: 'busy',
    label: l10n.t('Waiting'),
    sentence: l10n.t('The record exists, but DNS servers still cache its absence'),
    detail: l10n.t('The cache expires by {0}', dateTimeText(until, at)),
  }),
  missing: () => ({
    tone: 'warn',
    label: l10n.t('Record missing'),
    sentence: l10n.t('No DNS server returns a CNAME record for this domain yet'),
  }),
  paused: () => ({
    tone: 'warn',
    label: l10n.t('Record paused'),
    sentence: l10n.t('The CNAME record in Alibaba Cloud DNS is paused, so no DNS server returns it'),
  }),
  wrongTarget: ({ found, target }) => ({
    tone: 'bad',
    label: target === 'esa' ? l10n.t('Served by ESA') : l10n.t('Wrong target'),
    sentence: l10n.t('The CNAME record points to a different target: {0}', plainText(found)),
    value: plainText(found),
    detail: targets[target](),
  }),
  addressInTheWay: ({ addresses }) => ({
    tone: 'bad',
    label: l10n.t('Conflicting address record'),
    sentence: l10n.t('The domain has address records instead of the CNAME: {0}', plainText(listText(addresses))),
  }),
  conflicting: ({ records, line }) => ({
    tone: line === undefined ? 'bad' : 'warn',
    label: line === undefined ? l10n.t('Conflicting records') : l10n.t('For some visitors'),
    sentence:
      line === undefined
        ? l10n.t('Conflicting records on this host send visitors to different places')
        : l10n.t('Some visitors are sent elsewhere by a separate record: {0}', dnsLineText(line)),
    detail: records.map(plainText).join(' · '),
  }),
  notOnline: ({ status }) => ({
    tone: toneOfStatus(status),
    label: l10n.t('Not online'),
    sentence: l10n.t('The domain is not online on CDN: {0}', domainStatusText(status)),
  }),
  stopped: () => ({
    tone: 'bad',
    label: l10n.t('Domain disabled'),
    sentence: l10n.t('The domain is disabled on CDN, so visitors cannot reach it'),
  }),
  zoneElsewhere: ({ zone, servers }) => ({
    tone: 'bad',
    label: l10n.t('Different name servers'),
    sentence: l10n.t(
      '{0} is not delegated to Alibaba Cloud DNS, so records added there have no effect',
      plainText(zone),
    ),
    detail: l10n.t('The registrar points to {0}', plainText(listText(servers))),
  }),
  edgeRefuses: ({ status, reason }) => ({
    tone: 'bad',
    label: l10n.t('Edge refuses'),
    sentence:
      status === undefined
        ? l10n.t('DNS is correct, but the edge did not deliver the file')
        : l10n.t('DNS is correct, but the edge returns status {0}', status),
    ...(reason !== undefined && { detail: reasonText(reason) }),
  }),
  originRefuses: ({ status, cause, code }) => ({
    tone: cause === 'bareDomain' ? 'warn' : 'bad',
    label: cause === 'bareDomain' ? l10n.t('Works, except the bare domain') : l10n.t('Origin refuses'),
    sentence: refusals[cause](),
    ...originDetail(status, code),
  }),
  certificate: ({ problem, name, expires, http }) => ({
    tone: http ? 'warn' : 'bad',
    label: http ? l10n.t('Works over http only') : l10n.t('Certificate'),
    sentence: certificates[problem](),
    ...certificateDetail(name, expires),
  }),
  httpOnly: () => ({
    tone: 'warn',
    label: l10n.t('Works over http only'),
    sentence: l10n.t('Browsers show the page over http. HTTPS is off, so https:// shows a certificate warning'),
  }),
  downloads: ({ forced, cached }) => ({
    tone: 'warn',
    label: l10n.t('Works, but browsers download it'),
    sentence: downloadText(forced, cached),
  }),
  pages: ({ failing, asked, path, status }) => ({
    tone: 'bad',
    label: l10n.t('Works, except some pages'),
    sentence: l10n.t(
      '{0} of {1} checked addresses do not show their page or file, such as {2}',
      failing,
      asked,
      plainText(path),
    ),
    detail: `HTTP ${status}`,
  }),
  expiring: ({ name, expires }) => ({
    tone: 'warn',
    label: l10n.t('Works, but the certificate expires soon'),
    sentence: l10n.t('After it expires, browsers show a warning instead of the page'),
    ...certificateDetail(name, expires),
  }),
  notOnCdn: () => ({
    tone: 'neutral',
    label: l10n.t('Not on CDN'),
    sentence: l10n.t('This account has no such domain on CDN'),
  }),
  cannotTell: ({ why }) => ({ tone: 'neutral', label: l10n.t('Cannot tell'), sentence: unknowns[why]() }),
};

/** Returns a verdict in words, with its tone. `at` is the present time in ms since the epoch. */
export function verdictText<K extends Verdict['kind']>(verdict: Of<K>, at: number): VerdictText {
  return (texts[verdict.kind] as (verdict: Of<K>, at: number) => VerdictText)(verdict, at);
}

type Detail = Pick<VerdictText, 'detail'>;

const targets: Record<WrongTarget, () => string> = {
  typo: () => l10n.t('It differs from the expected CNAME by only a few characters, probably a typo'),
  oldCname: () => l10n.t('It is a CDN CNAME, but not the current one of this domain; it is probably outdated'),
  bucket: () => l10n.t('It is the bucket itself, so visitors bypass CDN'),
  esa: () => l10n.t('It belongs to ESA, another Alibaba Cloud product: visitors are served by ESA instead of CDN'),
  otherVendor: () => l10n.t('It belongs to the CDN or proxy of another vendor'),
  other: () => l10n.t('It is not related to Alibaba Cloud CDN'),
};

const refusals: Record<OriginRefusal, () => string> = {
  bareDomain: () => l10n.t('DNS and CDN are correct, but the bare domain returns AccessDenied: add a path'),
  privateBucket: () => l10n.t('DNS and CDN are correct, but the bucket is private and CDN is not allowed to read it'),
  wrongOriginHost: () => l10n.t('DNS and CDN are correct, but OSS does not recognize the origin host'),
  other: () => l10n.t('DNS and CDN are correct, but the origin refuses the requests from CDN'),
};

const certificates: Record<CertificateProblem, () => string> = {
  missing: () =>
    l10n.t('The domain has no certificate on CDN, so browsers show a certificate warning or an error over HTTPS'),
  wrongName: () =>
    l10n.t('The certificate on CDN is for another domain, so browsers show a certificate warning over HTTPS'),
  expired: () => l10n.t('The certificate on CDN has expired, so browsers show a certificate warning over HTTPS'),
  untrusted: () => l10n.t('This computer does not trust the issuer of the certificate on CDN'),
};

const unknowns: Record<Unknown, () => string> = {
  offline: () => l10n.t('This computer is offline, so the domain cannot be verified'),
  dnsBlocked: () => l10n.t('No name server could be reached over port 53 or HTTPS, so DNS cannot be checked'),
  account: () => l10n.t('The CNAME of this domain could not be queried from the account, so DNS cannot be checked'),
  unassigned: () => l10n.t('CDN has not assigned a CNAME to this domain yet, so DNS cannot be checked'),
  edge: () => l10n.t('DNS is correct, but the edge is not reachable from here, so its response cannot be checked'),
};

/** Returns what the origin answered, as the detail of a verdict. */
function originDetail(status: number | undefined, code: string | undefined): Detail {
  const said = [status === undefined ? '' : `HTTP ${status}`, code === undefined ? '' : plainText(code)].filter(
    Boolean,
  );
  return said.length === 0 ? {} : { detail: l10n.t('The origin returns {0}', said.join(' ')) };
}

/** Returns which certificate the edge presents, as the detail of a verdict. */
function certificateDetail(name: string | undefined, expires: string | undefined): Detail {
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

/** Returns why the edge refuses, in its own words and, if that names a setting of the domain, in ours. */
function reasonText(reason: string): string {
  const rule = refusalText(reason);
  const said = plainText(reason);
  return rule === undefined ? l10n.t('Reason: {0}', said) : l10n.t('Reason: {0}. Refused by {1}', said, rule);
}

/** Returns why browsers download the page. */
function downloadText(forced: boolean, cached: true | undefined): string {
  if (cached)
    return l10n.t('Nodes still serve copies from before the origin host was changed, which browsers download');
  return forced
    ? l10n.t('The origin host is an OSS domain name, and OSS makes browsers download files requested under it')
    : l10n.t('The page has the Content-Disposition: attachment header, so browsers download it');
}

const changing: readonly DomainStatus[] = ['configuring', 'checking', 'stopping', 'deleting'];

/** Returns the tone of a domain's status; `busy` while CDN is working on the domain. */
export function toneOfStatus(status: DomainStatus): VerdictTone {
  if (status === 'online') return 'good';
  return changing.includes(status) ? 'busy' : 'bad';
}
