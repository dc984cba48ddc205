import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { isFolderTarget, withoutCovered } from '../../core/objects/objectTargets.js';
import { listPrefetchUrls, listRefreshUrls } from '../../core/refresh/addresses.js';
import { confirmChange } from '../../host/changePrompts.js';
import { type CdnTarget, listObjectRefs, type ObjectRef } from '../../host/commandIds.js';
import { showInformation } from '../../host/display.js';
import { noticeText } from '../../host/plainText.js';
import { countText } from '../../host/text/bucketText.js';
import {
  directoryCostText,
  directoryEffectText,
  effectTimeText,
  prefetchCostText,
  urlCostText,
} from '../../host/text/objects/costText.js';
import { firstNamesText } from '../../host/text/objects/firstNamesText.js';
import { findSubjects, type SubjectOptions } from './findSubjects.js';
import { type Located, listFolderUrls, locate, readRemainingQuota, sendLocated, withVariants } from './send/located.js';
import type { SendDeps } from './sendUrls.js';

type Given = readonly CdnTarget[];

/** Drops files from the edge: those given, those in a given folder, the active one or a typed path. */
export async function refreshUrls(deps: SendDeps, given: Given): Promise<void> {
  if (isSelection(given)) return refreshSelection(deps, given);
  const found = await find(deps, given, { as: 'files', asksPath: true, changes: true });
  if (found) await sendLocated(deps, 'urls', found, (places) => listRefreshUrls(withVariants(places)));
}

/** Has the edge fetch files. */
export async function prefetchUrls(deps: SendDeps, given: Given): Promise<void> {
  if (isSelection(given)) return prefetchSelection(deps, given);
  const found = await find(deps, given, { as: 'files', asksPath: true, changes: true });
  if (found) await sendLocated(deps, 'prefetches', found, listPrefetchUrls);
}

/** Has the edge ask the origin again for everything in a folder, after saying what that costs. */
export async function refreshFolder(deps: SendDeps, given: Given): Promise<void> {
  if (given.length > 1 && isSelection(given)) return refreshSelection(deps, given);
  const found = await find(deps, given, { as: 'folder', changes: true });
  if (!found) return;
  const left = await readRemainingQuota(deps);
  if (await confirmDirectories(listFolderUrls(found.places), left.directories))
    await sendLocated(deps, 'directories', found, listFolderUrls);
}

async function find(deps: SendDeps, given: Given, taking: SubjectOptions) {
  return locate(deps, await findSubjects(deps, given, taking));
}

function confirmDirectories(urls: readonly string[], left: number | undefined): Promise<boolean> {
  const [first = ''] = urls;
  const question =
    urls.length === 1
      ? vscode.l10n.t('Refresh everything in this directory? {0}', noticeText(first))
      : vscode.l10n.t('Refresh everything in {0} directories?', countText(urls.length));
  const detail = [
    ...(urls.length > 1 ? [urls.join('\n')] : []),
    directoryEffectText(),
    [directoryCostText(urls.length, left), effectTimeText()].join('\n'),
  ];
  return confirmChange({ question, detail, button: vscode.l10n.t('Refresh Directory') });
}

/**
 * Whether objects or folders of objects are selected that are sent after one question: several, or a folder alone, which its
 * index page must not stand for.
 */
function isSelection(given: readonly CdnTarget[]): given is readonly ObjectRef[] {
  const objects = listObjectRefs(given);
  return objects.length === given.length && (objects.length > 1 || objects.some(isFolderTarget));
}

/** Refreshes the selected objects by their URLs and the selected folders as directories, which cover the objects in them. */
async function refreshSelection(deps: SendDeps, given: readonly ObjectRef[]): Promise<void> {
  const wanted = withoutCovered(given);
  const taking = { as: 'files', changes: true } as const;
  const found = await locate(deps, await findSubjects(deps, wanted, taking));
  if (!found) return;
  const [files, directories] = [part(found, false), part(found, true)];
  const urls = listRefreshUrls(withVariants(files.places));
  const directoryUrls = listFolderUrls(directories.places);
  const left = await readRemainingQuota(deps);
  const costs = [
    ...(urls.length > 0 ? [urlCostText(urls.length, left.urls)] : []),
    ...(directoryUrls.length > 0 ? [directoryCostText(directoryUrls.length, left.directories)] : []),
  ];
  const detail = [
    namesText(wanted),
    directoryUrls.length > 0 ? directoryEffectText() : '',
    [...costs, effectTimeText()].join('\n'),
  ];
  if (!(await confirmChange({ question: refreshQuestion(wanted), detail, button: l10n.t('Refresh') }))) return;
  await Promise.all([
    ...(urls.length > 0 ? [sendLocated(deps, 'urls', files, (places) => listRefreshUrls(withVariants(places)))] : []),
    ...(directoryUrls.length > 0 ? [sendLocated(deps, 'directories', directories, listFolderUrls)] : []),
  ]);
}

/** Prefetches the selected objects; CDN prefetches no folders. */
async function prefetchSelection(deps: SendDeps, given: readonly ObjectRef[]): Promise<void> {
  const wanted = given.filter((each) => !isFolderTarget(each));
  if (wanted.length === 0) {
    void showInformation(l10n.t('CDN does not prefetch directories: select objects instead'));
    return;
  }
  const found = await locate(deps, await findSubjects(deps, wanted, { as: 'files', changes: true }));
  if (!found) return;
  const left = await readRemainingQuota(deps);
  const skipped = given.length - wanted.length;
  const detail = [
    namesText(wanted),
    l10n.t('The edge fetches them from the origin, which bills that traffic.'),
    skipped > 0 ? l10n.t('Directories are not prefetched. Skipped: {0}', countText(skipped)) : '',
    prefetchCostText(listPrefetchUrls(found.places).length, left.prefetches),
  ];
  const question = l10n.t('Prefetch objects to CDN: {0}?', countText(wanted.length));
  if (await confirmChange({ question, detail, button: prefetchButton() }))
    await sendLocated(deps, 'prefetches', found, listPrefetchUrls);
}

function prefetchButton(): string {
  return l10n.t({ message: 'Prefetch', comment: 'An action: files were prefetched' });
}

function refreshQuestion(wanted: readonly ObjectRef[]): string {
  const folders = wanted.filter(isFolderTarget).length;
  const objects = wanted.length - folders;
  if (folders === 0) return l10n.t('Refresh objects on CDN: {0}?', countText(objects));
  if (objects === 0) return l10n.t('Refresh directories on CDN: {0}?', countText(folders));
  return l10n.t('Refresh objects ({0}) and directories ({1}) on CDN?', countText(objects), countText(folders));
}

function namesText(wanted: readonly ObjectRef[]): string {
  return firstNamesText(wanted.map(({ bucket, key }) => `${bucket.name}/${key}`));
}

function part({ places, missing }: Located, folders: boolean): Located {
  const isPart = ({ subject }: Located['missing'][number]) =>
    subject.kind === 'key' && isFolderTarget(subject) === folders;
  return { places: places.filter(isPart), missing: missing.filter(isPart) };
}
