import type { SiteCheck } from '../../../core/delivery/proveSite.js';
import { mailWarning } from '../../../core/dns/dnsRecordText.js';
import { l10n } from '../../../core/l10n.js';
import type { SwitchDoubt, SwitchEvidence } from '../../../core/onboarding/run/facts.js';
import { countText, shorten } from '../../../core/text/countText.js';
import { quotedNames } from '../../../core/text/firstNamesText.js';
import { listText, noticeText } from '../../../core/text/plainText.js';
import { dayText, shortTime } from '../../../core/text/timeText.js';
import { siteCheckText } from '../site.js';

/** The most file names on one line. */
const mostFiles = 5;

/** Formats the evidence for a live DNS change: the last proof on one line, then the unpublished files. Returns an empty list without evidence. */
export function evidenceLines(evidence: SwitchEvidence | undefined): readonly string[] {
  if (!evidence) return [];
  return [proofLine(evidence), ...unsentLine(evidence), ...sourceMapsLine(evidence)];
}

function proofLine({ proof }: SwitchEvidence): string {
  if (!proof) return l10n.t('Not proven: the edge was not checked before this change.');
  const { at, checks, httpsUntil, addresses } = proof;
  const { shown, more } = shorten(checks.filter(({ holds }) => !holds).map(failedText));
  const failing = [...shown, ...more];
  const held = checks.filter(({ holds }) => holds);
  const pages = held.filter(({ kind }) => kind === 'route');
  // Of many pages one is named.
  const named = pages.slice(0, pages.length > 2 ? 1 : 2);
  const shownChecks = held.filter((check) => check.kind !== 'route' || named.includes(check));
  const proven = [
    ...new Set(shownChecks.flatMap((check) => provenText(check) ?? [])),
    ...(pages.length > named.length ? [l10n.t('{0} other pages', countText(pages.length - named.length))] : []),
    ...(httpsUntil === undefined ? [] : [l10n.t('https until {0}', dayText(httpsUntil))]),
    addresses === 1 ? l10n.t('at 1 address of CDN') : l10n.t('at {0} addresses of CDN', addresses),
  ];
  const line = l10n.t('Proven at {0}: {1}', shortTime(at), listText(proven));
  return failing.length === 0 ? line : `${line} · ${l10n.t('Not proven: {0}', listText(failing))}`;
}

/** Describes a failed check. For a page that answers with HTTP 200 but is wrong, its problem is described. */
function failedText(check: SiteCheck): string {
  return (check.status === 200 ? undefined : provenText(check)) ?? siteCheckText(check);
}

/** Describes a check as a visitor would name it. Returns `undefined` if visitors do not request the page by name. */
function provenText({ kind, path, status, to }: SiteCheck): string | undefined {
  if (status === undefined) return undefined;
  if (kind === 'root' || (kind === 'route' && path !== '')) return `${noticeText(path)} ${status}`;
  if (kind !== 'missing') return undefined;
  return to === undefined ? l10n.t('missing page {0}', status) : l10n.t('missing page led to {0}', noticeText(to));
}

function unsentLine({ unsent, unnamed }: SwitchEvidence): readonly string[] {
  if (unsent.length === 0) return [];
  const { shown, more } = shorten(unsent, mostFiles, unnamed);
  return [l10n.t('Not published: {0}', listText([...quotedNames(shown), ...more]))];
}

function sourceMapsLine({ sourceMaps }: SwitchEvidence): readonly string[] {
  return sourceMaps ? [l10n.t('Source maps left out: {0}', countText(sourceMaps))] : [];
}

/** Describes the reasons to leave DNS unchanged, and missing files, with one sentence each. */
export function doubtSentences(evidence: SwitchEvidence | undefined): readonly string[] {
  if (!evidence) return [];
  const count = evidence.unsent.length + (evidence.unnamed ?? 0);
  const files =
    count === 1
      ? [l10n.t('1 file of the folder is not published.')]
      : count > 1
        ? [l10n.t('{0} files of the folder are not published.', countText(count))]
        : [];
  return [...evidence.doubts.map((doubt) => doubtTexts[doubt](evidence)), ...files];
}

const doubtTexts: Readonly<Record<SwitchDoubt, (evidence: SwitchEvidence) => string>> = {
  homePage: ({ proof }) => homePageText(proof?.checks.find(({ kind, holds }) => kind === 'root' && !holds)?.status),
  https: () => l10n.t('The present site works over https, but the edge has no valid certificate for this domain.'),
  download: () => l10n.t('Browsers would download the home page instead of showing it.'),
  mail: mailWarning,
  pages: () => l10n.t('Visitors would miss pages that are not published.'),
};

function homePageText(status: number | undefined): string {
  if (status === undefined) return l10n.t('The edge does not serve the home page.');
  return status === 200
    ? l10n.t('The edge does not serve the home page as a web page.')
    : l10n.t('The edge returns HTTP {0} for the home page.', status);
}

/** Adds the doubt about mail if a later check of the host found that it receives mail. */
export function withMail(evidence: SwitchEvidence | undefined, hasMail: boolean): SwitchEvidence | undefined {
  if (!evidence || !hasMail || evidence.doubts.includes('mail')) return evidence;
  return { ...evidence, doubts: [...evidence.doubts, 'mail'] };
}

/** The most lines that fit above the buttons of a dialog on a small screen. */
const mostLines = 12;

/** Joins the lines of a dialog and removes empty ones. If there are too many lines, shortens the indented lists of records in the middle. */
export function fitLines(lines: readonly string[]): string {
  const filled = lines.filter((line) => line !== '');
  for (const most of [10, 5, 4, 3, 2]) {
    const fitted = cutRows(filled, most);
    if (fitted.length <= mostLines || most === 2) return fitted.join('\n');
  }
  return filled.join('\n');
}

const isRow = (line: string | undefined) => line?.startsWith('   ') === true;

/** Limits how many lines each list has. The last line of a list, which is the wanted record, is always kept. */
function cutRows(lines: readonly string[], most: number): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < lines.length; ) {
    let end = at;
    while (isRow(lines[end])) end += 1;
    kept.push(...(end === at ? lines.slice(at, at + 1) : shortenRows(lines.slice(at, end), most)));
    at = Math.max(end, at + 1);
  }
  return kept;
}

/** Shortens a list. If the list was shortened before, the number in its last row is added to the new count. */
function shortenRows(rows: readonly string[], most: number): readonly string[] {
  if (rows.length <= most) return rows;
  const others = rows.reduce((count, row) => count + countOthers(row), 0);
  const named = rows.filter((row) => countOthers(row) === 0);
  const last = countOthers(rows.at(-1) ?? '') > 0 ? [] : named.slice(-1);
  const { shown, more } = shorten(named.slice(0, named.length - last.length), most - 1 - last.length, others);
  return [...shown, ...more.map((text) => `   ${text}`), ...last];
}

/** Returns the number in a row that only counts further records, and 0 for any other row. */
function countOthers(row: string): number {
  const [before = '', after = ''] = l10n.t('and {0} more', '\n').split('\n');
  const text = row.trim();
  const count =
    text.startsWith(before) && text.endsWith(after) ? text.slice(before.length, text.length - after.length) : '';
  return /^\d+$/.test(count) ? Number(count) : 0;
}
