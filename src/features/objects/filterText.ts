import { l10n } from 'vscode';
import { isFolderTarget } from '../../core/objects/objectTargets.js';
import { folderRowId, type ObjectRef } from '../../host/commandIds.js';
import { listText, noticeText } from '../../host/plainText.js';
import type { ObjectDeps } from './objectDeps.js';

/** Says of which folders the tree shows a part only, while all of it is meant; empty where it shows all. */
export function filterText({ filterOf }: Pick<ObjectDeps, 'filterOf'>, targets: readonly ObjectRef[]): string {
  const names = targets
    .filter((target) => isFolderTarget(target) && filterOf(folderRowId(target.bucket.name, target.key)) !== undefined)
    .map(({ bucket, key }) => noticeText(key || bucket.name));
  return names.length === 0
    ? ''
    : l10n.t('This includes the objects that the prefix filter does not show: {0}', listText(names));
}
