import { refusalText } from '../../core/cdn/edgeProof.js';
import { durationText } from '../../core/delivery/settingText.js';
import { probeName } from '../../core/dns/hostNames.js';
import { AppError } from '../../core/errors.js';
import { type BrowserView, browserText, certificateText, viewInBrowser } from '../../core/https/browserView.js';
import { type CertificateState, readCertificateState } from '../../core/https/certificateState.js';
import { probeDomain } from '../../core/https/probeDomain.js';
import { l10n } from '../../core/l10n.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { EdgeAnswer } from '../../core/ports/probe.js';
import { listRefreshUrls, toUrl } from '../../core/refresh/addresses.js';
import {
  compareBytes,
  compareEtags,
  type EdgeReport,
  readEdgeReport,
  type Sameness,
} from '../../core/refresh/edgeReport.js';
import { plainText } from '../../core/text/plainText.js';
import { dayText, elapsedText } from '../../core/text/timeText.js';
import { type CdnTarget, executeCommand } from '../../host/commandIds.js';
import { copyToClipboard } from '../../host/display.js';
import { isTrusted } from '../../host/trust.js';
import { findAddresses, type ServedAddress } from './findAddresses.js';
import { findSubjects, type KeySubject, mayAskBucket } from './findSubjects.js';
import type { RefreshDeps } from './refreshDeps.js';
import { type SendDeps, sendUrls } from './sendUrls.js';

/** The largest file that is compared byte by byte. A larger file is compared by its MD5 with the ETag. */
const maxBytes = 4 * 1024 * 1024;

type NextAction = 'again' | 'refresh' | 'details' | 'homePage' | 'verify' | 'access' | { readonly value: string };

/** Checks what the edge serves for a file, and compares it with the local file and the bucket. */
export async function checkAtEdge(deps: SendDeps, given: readonly CdnTarget[]): Promise<void> {
  const subjects = await findSubjects(deps, given.slice(0, 1), { as: 'files' });
  const [place] = (subjects && (await findAddresses(deps, subjects.slice(0, 1), 'one'))) ?? [];
  if (!place) return;
  const url = toUrl(place.domain, place.path);
  for (;;) {
    const finding = await readEdge(deps, place, url);
    const next = await show(deps, url, finding);
    if (next === undefined) return;
    if (next === 'refresh') return sendUrls(deps, 'urls', listRefreshUrls([place]));
    if (next === 'homePage') return void (await executeCommand('ossCdn.setHomePage', place.domain.name));
    if (next === 'verify') return void (await executeCommand('ossCdn.verifyCname', place.domain.name));
    if (next === 'access') return void (await executeCommand('ossCdn.changeDelivery', `access:${place.domain.name}`));
    if (next === 'again') continue;
    return copyToClipboard(next === 'details' ? factText(url, finding) : next.value);
  }
}

/** Reads the edge, the bucket and the file on disk at the same time. Throws if the edge does not answer. */
async function readEdge(deps: RefreshDeps, place: ServedAddress, url: string): Promise<EdgeFinding> {
  const cloud = await deps.session.cloud();
  const { signal } = new AbortController();
  const { subject, domain, path } = place;
  const [answer, etag] = await Promise.all([
    probeDomain(cloud.edge, domain, { path, maxBytes }, signal),
    subject.kind === 'key' ? readEtag(cloud, subject, signal) : undefined,
  ]);
  const report = readEdgeReport(answer);
  if (!report) throw toError(answer, url);
  const at = deps.clock.now();
  const view = viewInBrowser(domain.name, { scheme: domain.httpsOn ? 'https' : 'http', answer }, at);
  const certificate = domain.httpsOn ? readCertificateState(answer, probeName(domain.name), at) : undefined;
  const found = { report, headers: answer.headers, view, ...(certificate && { certificate }) };
  if (subject.kind === 'path') return found;
  const sameAsBucket = compareEtags(report, etag);
  if (subject.file === undefined) return { ...found, sameAsBucket };
  return { ...found, sameAsBucket, sameAsFile: await compareFile(deps, subject.file, answer, signal) };
}

/** Compares a small file byte by byte, else by its MD5, which is the ETag of an object uploaded in one piece. */
async function compareFile({ files }: RefreshDeps, file: string, answer: EdgeAnswer, signal: AbortSignal) {
  const path = (await files.realPath(file)) ?? file;
  const state = await files.stat(path);
  if (!state || state.size < maxBytes) return compareBytes(answer, await files.read(path), maxBytes);
  const report = readEdgeReport(answer);
  const digest = await files.digest(path, () => {}, signal);
  return report ? compareEtags(report, digest?.md5) : 'unknown';
}

async function readEtag({ oss }: CloudPorts, subject: KeySubject, signal: AbortSignal) {
  const { bucket, key } = subject;
  if (key === '' || !mayAskBucket(subject, isTrusted())) return undefined;
  // Without permission to read the bucket, the edge can still be checked.
  const head = await oss.readObjectHead(bucket, key, signal).catch(() => undefined);
  return head?.etag;
}

function toError({ outcome, message }: EdgeAnswer, url: string): AppError {
  const known = { timeout: 'timeout', tlsFailed: 'untrustedCertificate', proxyRefused: 'proxyRefused' } as const;
  const kind = outcome in known ? known[outcome as keyof typeof known] : 'offline';
  return new AppError(kind, { subject: url, ...(message && { message }) });
}

async function show({ ui }: RefreshDeps, url: string, finding: EdgeFinding): Promise<NextAction | undefined> {
  const { view } = finding;
  const actions = l10n.t('Actions');
  const reply = await ui.pick<NextAction>({
    title: l10n.t('At the edge: {0}', url),
    placeholder: l10n.t('Select a row to copy it'),
    items: [
      ...factRows(finding).map(({ label, value }) => ({ label, description: value, value: { value } })),
      ...(view.kind === 'refused' && view.denied
        ? [{ label: `$(home) ${l10n.t('Set Up Home Page…')}`, group: actions, value: 'homePage' as const }]
        : []),
      ...(refusedBy(finding) !== undefined
        ? [{ label: `$(shield) ${l10n.t('Change Access…')}`, group: actions, value: 'access' as const }]
        : []),
      ...(view.kind === 'downloaded' || view.kind === 'warned'
        ? [{ label: `$(verified) ${l10n.t('Show Verification')}`, group: actions, value: 'verify' as const }]
        : []),
      { label: `$(copy) ${l10n.t('Copy All')}`, group: actions, value: 'details' },
      { label: `$(refresh) ${l10n.t('Check Again')}`, group: actions, value: 'again' },
      { label: `$(cloud-download) ${l10n.t('Refresh CDN Cache')}`, group: actions, value: 'refresh' },
    ],
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

/** The answer of the edge and the comparisons. A comparison is absent if there is nothing to compare with. */
interface EdgeFinding {
  readonly report: EdgeReport;
  readonly headers: Readonly<Record<string, string>>;
  readonly view: BrowserView;
  /** The state of the certificate. Absent over plain HTTP. */
  readonly certificate?: CertificateState;
  readonly sameAsFile?: Sameness;
  readonly sameAsBucket?: Sameness;
}

/** One fact about the answer of the edge, as a row. */
interface FactRow {
  readonly label: string;
  readonly value: string;
}

/** Returns the facts in order: whether the answer is from the cache, whether its content is right, and how long it stays cached. */
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

/** Formats all facts and the received headers as text, for a support ticket. */
export function factText(url: string, finding: EdgeFinding): string {
  const facts = factRows(finding).map(({ label, value }) => (value ? `${label}: ${value}` : label));
  const headers = Object.entries(finding.headers).map(([name, value]) => `${name}: ${value}`);
  return [url, ...facts, '', ...headers].join('\n');
}

/** Returns the setting that made the edge refuse the request, or `undefined` if the edge does not say so. The same URL may work from within a page. */
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

/** Describes the certificate in a row whose label already names it. */
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

/** Describes how long browsers cache the answer. Without the header, browsers estimate the time from the file's age. Source: RFC 9111, 4.2.2. */
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
