import * as vscode from 'vscode';
import { listPrefetchUrls, listRefreshUrls } from '../../core/refresh/addresses.js';
import { confirmChange } from '../../host/changePrompts.js';
import type { CdnTarget } from '../../host/commandIds.js';
import { noticeText } from '../../host/plainText.js';
import { countText } from '../../host/text/bucketText.js';
import { directoryCostText, directoryEffectText, effectTimeText } from '../../host/text/objects/costText.js';
import { findSubjects, type SubjectOptions } from './findSubjects.js';
import { listFolderUrls, locate, readRemainingQuota, sendLocated, withVariants } from './send/located.js';
import { isSelection, prefetchSelection, refreshSelection } from './send/sendSelection.js';
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
