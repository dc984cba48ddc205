import { l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { type countByTarget, isFolderTarget } from '../../core/objects/objectTargets.js';
import { showWarning } from '../../host/display.js';
import { listText, noticeText } from '../../host/plainText.js';
import { countText } from '../../host/text/bucketText.js';
import {
  directoryCostText,
  directoryEffectText,
  effectTimeText,
  urlCostText,
} from '../../host/text/objects/costText.js';
import { firstNamesText } from '../../host/text/objects/firstNamesText.js';
import type { DeletionOutlook } from './deletionOutlook.js';

/** What was selected, and how many objects each stands for. */
type Selected = ReturnType<typeof countByTarget>;

/** Selected folders and objects that the modal names. */
const shownAtMost = 10;

/** Shows what is deleted and what that means; `undefined` when the user leaves. */
export async function confirmDeletion(
  selected: Selected,
  outlook: DeletionOutlook,
): Promise<'deleteOnly' | 'deleteAndRefresh' | undefined> {
  const { bucket, keys, serving } = outlook;
  const [first = ''] = keys;
  const question =
    keys.length === 1
      ? l10n.t('Delete {0} from {1}?', noticeText(first), noticeText(bucket.name))
      : l10n.t('Delete {0} objects from {1}?', countText(keys.length), noticeText(bucket.name));
  const detail = [selectedText(selected), versioningText(outlook), cdnText(serving), mappingText(outlook)];
  const [alone, both] = [l10n.t('Delete Only'), l10n.t('Delete and Refresh CDN')];
  const buttons = serving?.refresh ? [both, alone] : [l10n.t('Delete')];
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  const chosen = await showWarning(question, options, ...buttons);
  if (chosen === undefined) return undefined;
  return chosen === both ? 'deleteAndRefresh' : 'deleteOnly';
}

/** A folder stands for all that is in it, so that each is named with its count; an object alone is in the question. */
function selectedText(selected: Selected): string {
  if (selected.every(({ target }) => !isFolderTarget(target)) && selected.length === 1) return '';
  const names = selected.map(({ target, count }) => {
    if (!isFolderTarget(target)) return target.key;
    return l10n.t('{0}: {1}', target.key || target.bucket.name, countText(count));
  });
  return firstNamesText(names, shownAtMost);
}

/** With suspended versioning some versions are kept and some are not. */
function versioningText({ info }: DeletionOutlook): string {
  if (!info) return l10n.t('This cannot be undone unless the bucket has versioning enabled.');
  return info.isVersioned
    ? l10n.t(
        'The bucket has or had versioning enabled: the versions that OSS saved then can be restored in the console.',
      )
    : l10n.t('The bucket has no versioning: this cannot be undone.');
}

function cdnText(serving: DeletionOutlook['serving']): string {
  if (!serving) return l10n.t('Whether CDN serves cached copies could not be checked.');
  const { wildcards, refresh } = serving;
  const stays = l10n.t(
    'CDN cannot refresh wildcard domains; they serve cached copies until these expire: {0}',
    listText(wildcards.map(showDomain)),
  );
  return [...(refresh ? [refreshText(refresh)] : []), ...(wildcards.length > 0 ? [stays] : [])].join('\n\n');
}

type Refresh = NonNullable<NonNullable<DeletionOutlook['serving']>['refresh']>;

function refreshText({ hosts, cost, left }: Refresh): string {
  const names = listText(hosts.map(({ name }) => name));
  return [
    l10n.t('CDN serves its cached copies until they are refreshed or expire: {0}', names),
    ...(cost.kind === 'directory'
      ? [directoryText(cost.via), directoryEffectText(), directoryCostText(cost.directories, left.directories)]
      : []),
    ...(cost.urls > 0 ? [urlCostText(cost.urls, left.urls)] : []),
    effectTimeText(),
  ].join('\n');
}

function directoryText(via: string): string {
  return via === '/' ? l10n.t('Directory: / (everything on each domain)') : l10n.t('Directory: {0}', noticeText(via));
}

function mappingText({ keys, mapped }: DeletionOutlook): string {
  if (mapped === undefined) return l10n.t('Whether folders of this workspace are published here could not be checked.');
  if (mapped === 0) return '';
  return keys.length === 1
    ? l10n.t(
        'A folder of this workspace is published here: the next publish uploads a file of this name again if the folder has one.',
      )
    : l10n.t(
        'Folders of this workspace are published here: the next publish uploads files of these names again if the folders have them. Objects: {0}',
        countText(mapped),
      );
}
