import * as vscode from 'vscode';
import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { plainText } from '../../../host/plainText.js';
import { countText } from '../../../host/text/bucketText.js';
import type { FolderPlan } from './folderPlan.js';
import { groupItems, type ItemGroup } from './planGroups.js';
import { groupText } from './planText.js';

/** So many names are shown where all are of one kind, and of each kind where there are several. */
const maxNames = 10;
const maxNamesPerKind = 4;

/** Asks once more before what others have put in the bucket is overwritten and before anything is deleted, naming it; true when there is no such thing. */
export async function confirmPlan({ place }: FolderPlan, selected: readonly PlanItem[]): Promise<boolean> {
  // What is gone from the bucket is overwritten by nothing.
  const overwrites = groupItems(selected, 'conflicts').filter(({ conflict }) => conflict !== 'deleted');
  const deletes = groupItems(selected, 'deletes');
  if (overwrites.length + deletes.length === 0) return true;
  const detail = [[...toNames(overwrites, deletes), toWarning(deletes)].join('\n')];
  const question = toQuestion(place.mapping.bucket.name, countOf(overwrites), countOf(deletes));
  return confirmChange({ question, detail, button: toButton(overwrites, deletes) });
}

function toQuestion(bucket: string, overwrites: number, deletes: number): string {
  if (overwrites > 0 && deletes > 0) return vscode.l10n.t('Overwrite and delete objects in {0}?', bucket);
  if (overwrites === 1) return vscode.l10n.t('Overwrite one object in {0}?', bucket);
  if (overwrites > 1) return vscode.l10n.t('Overwrite {0} objects in {1}?', countText(overwrites), bucket);
  if (deletes === 1) return vscode.l10n.t('Delete one object from {0}?', bucket);
  return vscode.l10n.t('Delete {0} objects from {1}?', countText(deletes), bucket);
}

function toNames(overwrites: readonly ItemGroup[], deletes: readonly ItemGroup[]): readonly string[] {
  const groups = [...overwrites, ...deletes];
  const isPlain = groups.every(({ conflict }) => conflict === undefined);
  return groups.flatMap((group) => {
    const act = overwrites.includes(group) ? vscode.l10n.t('Overwrite') : vscode.l10n.t('Delete');
    const heading = isPlain ? [] : [`${act} · ${groupText(group)}`];
    const shown = group.single.slice(0, groups.length > 1 ? maxNamesPerKind : maxNames);
    const rest = group.single.length + group.rest.length - shown.length;
    const more = rest > 0 ? [vscode.l10n.t('{0} more', countText(rest))] : [];
    return [...heading, ...shown.map(({ key }) => plainText(key)), ...more, ''];
  });
}

function toWarning(deletes: readonly ItemGroup[]): string {
  return deletes.length > 0
    ? vscode.l10n.t(
        'Objects will be deleted only after all uploads have succeeded. They can be restored only if the bucket has versioning enabled.',
      )
    : vscode.l10n.t('Overwritten content can be restored only if the bucket has versioning enabled.');
}

function toButton(overwrites: readonly ItemGroup[], deletes: readonly ItemGroup[]): string {
  if (deletes.length === 0) return vscode.l10n.t('Publish and Overwrite');
  return overwrites.length > 0 ? vscode.l10n.t('Publish, Overwrite, and Delete') : vscode.l10n.t('Publish and Delete');
}

function countOf(groups: readonly ItemGroup[]): number {
  return groups.reduce((sum, { single, rest }) => sum + single.length + rest.length, 0);
}
