import * as vscode from 'vscode';
import type { RefreshKind } from '../../core/cdn/callLimits.js';
import { readQuota } from '../../core/cdn/quota.js';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { listVariants } from '../../core/publishing/refresh/refreshTargets.js';
import { type Address, listPrefetchUrls, listRefreshUrls, toUrl } from '../../core/refresh/addresses.js';
import { confirmChange } from '../../host/changePrompts.js';
import type { CdnTarget } from '../../host/commandIds.js';
import { showInformation, showWarning } from '../../host/display.js';
import { noticeText } from '../../host/plainText.js';
import { countText } from '../../host/text/bucketText.js';
import { findAddresses, type MissingAddress, type ServedAddress } from './findAddresses.js';
import { findSubjects, type SubjectOptions } from './findSubjects.js';
import { type SendDeps, sendUrls } from './sendUrls.js';

type Given = readonly CdnTarget[];

/** Drops files from the edge: those given, those in a given folder, the active one or a typed path. */
export async function refreshUrls(deps: SendDeps, given: Given): Promise<void> {
  const found = await locate(deps, given, { as: 'files', asksPath: true, changes: true });
  if (found) await send(deps, 'urls', found, (places) => listRefreshUrls(withVariants(places)));
}

/** With the further URLs that the mapping of a file names. */
function withVariants(places: readonly MissingAddress[]): readonly Address[] {
  return places.flatMap(({ subject, domain, path }) => {
    const more = subject.kind === 'key' ? listVariants(subject, path, domain.name) : [];
    return [path, ...more].map((each) => ({ domain, path: each }));
  });
}

/** Has the edge fetch files. */
export async function prefetchUrls(deps: SendDeps, given: Given): Promise<void> {
  const found = await locate(deps, given, { as: 'files', asksPath: true, changes: true });
  if (found) await send(deps, 'prefetches', found, listPrefetchUrls);
}

/** Has the edge ask the origin again for everything in a folder, after saying what that costs. */
export async function refreshFolder(deps: SendDeps, given: Given): Promise<void> {
  const found = await locate(deps, given, { as: 'folder', changes: true });
  if (!found) return;
  const { cdn } = await deps.session.cloud();
  const quota = await readQuota(cdn, new AbortController().signal);
  if (await confirmDirectories(listFolderUrls(found.places), quota.directories))
    await send(deps, 'directories', found, listFolderUrls);
}

function listFolderUrls(places: readonly MissingAddress[]): readonly string[] {
  return [...new Set(places.map(({ domain, path }) => toUrl(domain, path)))];
}

/** What is served now, at least one place, and what a mapping names besides though the account does not have the domain. */
interface Found {
  readonly places: readonly ServedAddress[];
  readonly missing: readonly MissingAddress[];
}

/** A domain that is not there keeps no other from being sent to. */
function send(
  deps: SendDeps,
  request: RefreshKind,
  { places, missing }: Found,
  toUrls: (places: readonly MissingAddress[]) => readonly string[],
): Promise<void> {
  const unknown = { urls: toUrls(missing), error: new AppError('domainNotFound') };
  return sendUrls(deps, request, toUrls(places), missing.length > 0 ? [unknown] : []);
}

async function locate(deps: SendDeps, given: Given, taking: SubjectOptions): Promise<Found | undefined> {
  const subjects = await findSubjects(deps, given, taking);
  const missing: MissingAddress[] = [];
  const places = subjects && (await findAddresses(deps, subjects, 'all', (place) => missing.push(place)));
  const [first] = missing;
  if (first && places?.length === 0) throw new AppError('domainNotFound', { subject: first.domain.name });
  if (places?.length === 0) {
    void showInformation(vscode.l10n.t('No file in this folder is covered by a mapping'));
    return undefined;
  }
  const exact = places && withoutWildcards(places);
  return exact && { places: exact, missing };
}

/** A wildcard stands for names that are not listed anywhere, so no URL can be made of it. */
function withoutWildcards(places: readonly ServedAddress[]): readonly ServedAddress[] | undefined {
  const exact = places.filter(({ domain }) => !/^[.*]/.test(domain.name));
  const [wildcard] = places;
  if (exact.length > 0 || !wildcard) return exact;
  const name = noticeText(showDomain(wildcard.domain.name));
  const message = vscode.l10n.t(
    'CDN cannot refresh wildcard domains. Enter exact domain names in the mapping: {0}',
    name,
  );
  void showWarning(message);
  return undefined;
}

function confirmDirectories(urls: readonly string[], left: number | undefined): Promise<boolean> {
  const [first = ''] = urls;
  const question =
    urls.length === 1
      ? vscode.l10n.t('Refresh everything in this directory? {0}', noticeText(first))
      : vscode.l10n.t('Refresh everything in {0} directories?', countText(urls.length));
  const detail = [
    ...(urls.length > 1 ? [urls.join('\n')] : []),
    vscode.l10n.t(
      'At the next request for each object in the directory, the edge checks with the origin whether it has changed. Changed objects are fetched from the origin, which bills that traffic.',
    ),
    [costText(urls.length, left), vscode.l10n.t('This takes effect after 5 to 6 minutes and cannot be undone.')].join(
      '\n',
    ),
  ];
  return confirmChange({ question, detail, button: vscode.l10n.t('Refresh Directory') });
}

function costText(wanted: number, left: number | undefined): string {
  if (left === undefined) return vscode.l10n.t("Uses {0} of today's directory refreshes.", countText(wanted));
  return wanted > left
    ? vscode.l10n.t(
        'Uses {0} directory refreshes, but only {1} are left today. The rest waits until tomorrow.',
        countText(wanted),
        countText(left),
      )
    : vscode.l10n.t('Uses {0} of the {1} directory refreshes left today.', countText(wanted), countText(left));
}
