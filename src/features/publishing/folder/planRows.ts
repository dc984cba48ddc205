import * as vscode from 'vscode';
import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import { type MappedPlace, toPublication } from '../../../core/publishing/mapping/toPublication.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { rowButton } from '../../../host/prompts/displayViews.js';
import { countText, sizeText } from '../../../host/text/bucketText.js';
import type { ItemGroup } from './planGroups.js';
import { groupText } from './planText.js';

/** A row of a list of Publish Folder: one item, several together, or a heading with none. */
export interface PlanRow extends vscode.QuickPickItem {
  readonly items: readonly PlanItem[];
}

const icons = {
  add: 'diff-added',
  change: 'diff-modified',
  headers: 'tag',
  delete: 'diff-removed',
  skip: 'blank',
} as const satisfies Record<PlanItem['kind'], string>;

/** The rows of a group below its heading; names are relative to the mapped folder. */
export function toRows(group: ItemGroup, prefix: string): readonly PlanRow[] {
  const { kind, single, rest } = group;
  const icon = `$(${icons[kind]})`;
  const size = (items: readonly PlanItem[]) => sizeText(items.reduce((sum, item) => sum + item.size, 0));
  const more = {
    label: `${icon} ${vscode.l10n.t('{0} more', countText(rest.length))}`,
    description: size(rest),
    items: rest,
  };
  return [
    { label: groupText(group), kind: vscode.QuickPickItemKind.Separator, items: [] },
    ...single.map((item) => ({
      label: `${icon} ${item.file?.inside ?? item.key.slice(prefix.length)}`,
      description: size([item]),
      items: [item],
      ...(canCompare(item) && { buttons: [toButton(item)] }),
    })),
    ...(rest.length > 0 ? [more] : []),
  ];
}

/** Whether there is an object to compare that was not published from here as it is. */
function canCompare({ conflict }: PlanItem): boolean {
  return conflict === 'changed' || conflict === 'unknown';
}

function toButton({ kind }: PlanItem): vscode.QuickInputButton {
  return kind === 'delete'
    ? rowButton('go-to-file', vscode.l10n.t({ message: 'Open', comment: 'Opens a file or an object in an editor' }))
    : rowButton('diff', vscode.l10n.t('Compare'));
}

/** What the button of a row shows: the object beside its file, or alone where there is none. */
export function toCompared(place: MappedPlace, { items: [item] }: PlanRow): Publication | undefined {
  if (!item) return undefined;
  const act = item.kind === 'delete' ? 'delete' : 'upload';
  return toPublication(place, item.key.slice(place.mapping.prefix.length), { act });
}
