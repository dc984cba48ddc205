import { l10n } from '../../core/l10n.js';
import { collectObjects, mostObjects } from '../../core/objects/collectObjects.js';
import { type FoundObject, isFolderTarget } from '../../core/objects/objectTargets.js';
import { countText } from '../../core/text/countText.js';
import { quotedNames } from '../../core/text/firstNamesText.js';
import { listText } from '../../core/text/plainText.js';
import { folderRowId, type ObjectRef } from '../../host/commandIds.js';
import { showInformation, showWarning } from '../../host/display.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import type { ObjectDeps } from './objectDeps.js';

/** Finds the objects of targets and lists folders. Reports none or too many, and returns `undefined`. */
export async function findObjects(
  { session, clock }: Pick<ObjectDeps, 'session' | 'clock'>,
  targets: readonly ObjectRef[],
): Promise<readonly FoundObject[] | undefined> {
  const { oss } = await session.cloud();
  const title = l10n.t('Listing objects');
  const found = await withDelayedProgress(clock, title, (report, signal) =>
    collectObjects(oss, targets, signal, (count) => report({ message: countText(count) })),
  );
  if (!found) {
    const most = countText(mostObjects);
    void showWarning(l10n.t('The selection has more than {0} objects: choose folders with fewer objects', most));
    return undefined;
  }
  if (found.length > 0) return found;
  void showInformation(noObjectsText(targets));
  return undefined;
}

/** The message for a selection without objects. */
export function noObjectsText(targets: readonly ObjectRef[]): string {
  return targets.length > 1 ? l10n.t('The selection has no objects') : l10n.t('There are no objects in this folder');
}

/** Names the filtered folders, all of whose objects are meant; empty if there are none. */
export function filterText({ filterOf }: Pick<ObjectDeps, 'filterOf'>, targets: readonly ObjectRef[]): string {
  const names = targets
    .filter((target) => isFolderTarget(target) && filterOf(folderRowId(target.bucket.name, target.key)) !== undefined)
    .map(({ bucket, key }) => key || bucket.name);
  return names.length === 0
    ? ''
    : l10n.t('This includes the objects that the prefix filter does not show: {0}', listText(quotedNames(names)));
}
