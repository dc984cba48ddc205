import { l10n } from 'vscode';
import type { BrowserView } from '../../core/https/browserView.js';
import type { CertificateState } from '../../core/https/certificateState.js';
import type { EdgeReport, Sameness } from '../../core/refresh/edgeReport.js';
import { plainText } from '../../host/plainText.js';
import { browserText, certificateText } from '../../host/text/browserText.js';
import { refusalText } from '../../host/text/delivery/refusalText.js';
import { durationText } from '../../host/text/delivery/settingText.js';
import { dayText, elapsedText } from '../../host/text/timeText.js';

/** What the edge answered, and how that compares; a comparison is absent where there is nothing to compare with. */
export interface EdgeFinding {
  readonly report: EdgeReport;
  readonly headers: Readonly<Record<string, string>>;
  readonly view: BrowserView;
  /** Absent over plain HTTP. */
  readonly certificate?: CertificateState;
  readonly sameAsFile?: Sameness;
  readonly sameAsBucket?: Sameness;
}

/** One fact for the user. */
export interface FactRow {
  readonly label: string;
  readonly value: string;
}

/** The facts in the order that answers the question: from the cache or not, whether it is the right thing, and how long it stays. */
export function factRows(finding: EdgeFinding): readonly FactRow[] {
  const { report, headers, view, certificate, sameAsFile, sameAsBucket } = finding;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [cacheLabel(report), report.cacheDetail ?? ''],
    [l10n.t('Same as the file here'), sameAsFile && samenessText[sameAsFile]()],
    [l10n.t('Same as in the bucket'), sameAsBucket && samenessText[sameAsBucket]()],
    [l10n.t('In browsers'), browserText(view)],
    [l10n.t('Status'), `HTTP ${report.status}`],
    [l10n.t('Refused by'), refusedBy(finding)],
    [l10n.t('Age'), ageText(report)],
    [l10n.t('TTL at the edge'), ttlText(report)],
    [l10n.t('Cached by browsers for'), browserCacheText(headers['cache-control'])],
    [l10n.t('ETag'), report.etag],
    [l10n.t('Certificate'), certificate && certificateRow(certificate)],
  ];
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

/** Everything that was seen, for a ticket: the facts, then the headers as they came. */
export function factText(url: string, finding: EdgeFinding): string {
  const facts = factRows(finding).map(({ label, value }) => (value ? `${label}: ${value}` : label));
  const headers = Object.entries(finding.headers).map(([name, value]) => `${name}: ${value}`);
  return [url, ...facts, '', ...headers].join('\n');
}

/** The setting that had the edge refuse, where the edge says so: the same URL may work in a page. */
export function refusedBy({ report, headers }: Pick<EdgeFinding, 'report' | 'headers'>): string | undefined {
  const reason = headers['x-tengine-error'];
  if (reason === undefined || report.status < 400) return undefined;
  return refusalText(reason) ?? plainText(reason);
}

function cacheLabel({ cache }: EdgeReport): string {
  if (cache === 'hit') return l10n.t('HIT: served from the cache');
  if (cache === 'miss') return l10n.t('MISS: fetched from the origin');
  return l10n.t('Not through CDN: the response has no X-Cache header');
}

/** The label of the row says that it is of the certificate. */
function certificateRow(certificate: CertificateState): string {
  const { kind, expires } = certificate;
  return kind === 'good' && expires !== undefined
    ? l10n.t('until {0}', dayText(Date.parse(expires)))
    : certificateText(certificate);
}

const samenessText = {
  same: () => l10n.t('yes'),
  different: () => l10n.t('no'),
  unknown: () => l10n.t('could not be compared'),
} satisfies Record<Sameness, () => string>;

function seconds(count: number): string {
  return elapsedText(count * 1000);
}

function ageText({ age, cache }: EdgeReport): string | undefined {
  if (age !== undefined) return seconds(age);
  return cache === 'hit' ? undefined : l10n.t('just fetched');
}

/** Without the header browsers guess by the age of the file. Source: RFC 9111, 4.2.2. */
function browserCacheText(cacheControl: string | undefined): string {
  if (cacheControl === undefined) return l10n.t('not set (no Cache-Control header)');
  const [, maxAge] = /(?:^|[\s,])max-age=(\d+)/i.exec(cacheControl) ?? [];
  const isKept = maxAge !== undefined && !/no-cache|no-store/i.test(cacheControl);
  return isKept ? `${durationText(Number(maxAge))} · ${cacheControl}` : cacheControl;
}

function ttlText({ ttl, ttlLeft }: EdgeReport): string | undefined {
  if (ttl === undefined) return undefined;
  if (ttl === 0) return l10n.t('not cached');
  if (ttlLeft === undefined) return seconds(ttl);
  return l10n.t({
    message: '{0} of {1} left',
    args: [seconds(ttlLeft), seconds(ttl)],
    comment: 'Durations: until a cached copy expires, and its whole TTL',
  });
}
