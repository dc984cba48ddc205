import * as vscode from 'vscode';
import type { PlanItem } from '../../core/publishing/plan.js';
import { plainText } from '../../host/plainText.js';
import { sizeText } from '../../host/sizeText.js';
import { addUp, groupItems, type ItemGroup, type ShownKind } from './folderGroups.js';
import type { FolderPlan } from './folderPlan.js';
import { countText, groupText, totalsText } from './folderText.js';

interface Row extends vscode.QuickPickItem {
  readonly items: readonly PlanItem[];
}

const icons = {
  add: 'diff-added',
  change: 'diff-modified',
  headers: 'tag',
  delete: 'diff-removed',
} as const satisfies Record<ShownKind, string>;

/** Shows a plan, everything but its deletes ticked; answers what is ticked in the end, or `undefined` when the person leaves. */
export function pickItems(
  name: string,
  { items, place, refreshedAt, left }: FolderPlan,
): Promise<readonly PlanItem[] | undefined> {
  const { bucket, prefix } = place.mapping;
  const rows = groupItems(items).flatMap((group) => toRows(group, prefix));
  const pick = vscode.window.createQuickPick<Row>();
  const unchanged = items.filter(({ kind }) => kind === 'skip').length;
  const update = (ticked: readonly Row[]) => {
    const totals = addUp(
      ticked.flatMap((row) => row.items),
      refreshedAt,
      left,
    );
    pick.title = totalsText(name, totals, left);
  };
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.placeholder = vscode.l10n.t(
    'Goes to {0}; unchanged files: {1}',
    `${bucket.name}/${prefix}`,
    countText(unchanged),
  );
  pick.items = rows;
  pick.selectedItems = rows.filter((row) => row.items.length > 0 && row.items.every(({ kind }) => kind !== 'delete'));
  update(pick.selectedItems);
  return new Promise((resolve) => {
    pick.onDidChangeSelection(update);
    pick.onDidAccept(() => {
      resolve(pick.selectedItems.flatMap((row) => row.items));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function toRows({ kind, single, rest }: ItemGroup, prefix: string): readonly Row[] {
  const icon = `$(${icons[kind]})`;
  const label = groupText(kind, single.length + rest.length);
  const size = (items: readonly PlanItem[]) => sizeText(items.reduce((sum, item) => sum + item.size, 0));
  const more = {
    label: `${icon} ${vscode.l10n.t('{0} more', countText(rest.length))}`,
    description: size(rest),
    items: rest,
  };
  return [
    { label, kind: vscode.QuickPickItemKind.Separator, items: [] },
    ...single.map((item) => ({
      label: `${icon} ${item.file?.inside ?? item.key.slice(prefix.length)}`,
      description: size([item]),
      items: [item],
    })),
    ...(rest.length > 0 ? [more] : []),
  ];
}

/** Asks once more about deletes, naming them; true when there is none. */
export async function agreeToDelete({ place }: FolderPlan, ticked: readonly PlanItem[]): Promise<boolean> {
  const keys = ticked.filter(({ kind }) => kind === 'delete').map(({ key }) => key);
  if (keys.length === 0) return true;
  const shown = keys.slice(0, mostNamed);
  const rest = keys.length - shown.length;
  const detail = [
    ...shown.map(plainText),
    ...(rest > 0 ? [vscode.l10n.t('{0} more', countText(rest))] : []),
    '',
    vscode.l10n.t(
      'Nothing is deleted before all uploads have succeeded. A bucket without versioning cannot bring it back.',
    ),
  ].join('\n');
  const bucket = place.mapping.bucket.name;
  const question =
    keys.length === 1
      ? vscode.l10n.t('Delete one object from {0}?', bucket)
      : vscode.l10n.t('Delete {0} objects from {1}?', countText(keys.length), bucket);
  const button = vscode.l10n.t('Publish and Delete');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

const mostNamed = 10;
