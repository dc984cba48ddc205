import * as vscode from 'vscode';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import type { MapChoice } from '../../../core/publishing/mapping/sourceMaps.js';
import { type MappedPlace, toPublication } from '../../../core/publishing/mapping/toPublication.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { countText, sizeText } from '../../../core/text/countText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { createList, fillList, setTitle, showInformation } from '../../../host/display.js';
import { rowButton, setBackButton } from '../../../host/prompts/displayViews.js';
import { promptUi } from '../../../host/prompts/promptUi.js';
import { tellShown } from '../../../host/shown.js';
import type { FolderPlan } from './folderPlan.js';
import { addUp, groupItems, type ItemGroup, type ListName, listNames } from './planGroups.js';
import { groupText, totalsText } from './planText.js';

type Page = ListName | 'review' | 'publish';

/** The dependencies of showing a plan. */
interface PickMeans {
  compare(publication: Publication): Promise<void>;
  /** The user's earlier choice about source maps. */
  readonly maps?: MapChoice;
}

/**
 * Shows a plan and returns the selection, or `undefined` if cancelled. The check-all box selects every row of a quick
 * pick, so source maps, conflicts and deletes have separate lists, opened by a second page. Previously published source
 * maps are among the files; those left out do not cause a second page.
 */
export async function pickItems(
  name: string,
  plan: FolderPlan,
  means: PickMeans,
): Promise<readonly PlanItem[] | undefined> {
  const pick = new PlanPicker(name, plan, means);
  let page: Page | undefined = pick.first;
  while (page !== undefined && page !== 'publish') page = await (page === 'review' ? pick.review() : pick.show(page));
  return page && pick.listSelected();
}

/** The pages of one plan, and the selection of each list. */
class PlanPicker {
  readonly first: Page;
  private readonly rows: Readonly<Record<ListName, readonly PlanRow[]>>;
  private readonly selected: Record<ListName, readonly PlanRow[]>;
  private readonly total: number;
  private compared: PlanRow | undefined;

  constructor(
    private readonly name: string,
    private readonly plan: FolderPlan,
    private readonly means: PickMeans,
  ) {
    const { prefix } = plan.place.mapping;
    const rowsOf = (...lists: readonly ListName[]) =>
      groupItems(plan.items, ...lists).flatMap((group) => toRows(group, prefix));
    const files = means.maps === 'published' ? rowsOf('files', 'maps') : rowsOf('files');
    const maps = means.maps === 'published' ? [] : rowsOf('maps');
    this.rows = { files, maps, conflicts: rowsOf('conflicts'), deletes: rowsOf('deletes') };
    this.selected = { files: files.filter(({ items }) => items.length > 0), maps: [], conflicts: [], deletes: [] };
    this.first = files.length > 0 ? 'files' : 'review';
    const isAsked = means.maps === undefined && maps.length > 0;
    const isFolded = isAsked || this.rows.conflicts.length + this.rows.deletes.length > 0;
    this.total = Number(this.first === 'files') + Number(isFolded);
  }

  listSelected(): readonly PlanItem[] {
    const items = listNames.flatMap((list) => itemsOf(this.selected[list]));
    // Sends in reverse order: changed pages may refer to new files.
    return items.sort((left, right) => Number(left.kind !== 'add') - Number(right.kind !== 'add'));
  }

  /** Shows one list; returns the next page, `undefined` if cancelled. */
  async show(list: ListName): Promise<Page | undefined> {
    const reply = await pickRows({
      rows: this.rows[list],
      selected: this.selected[list],
      placeholder: this.toPlaceholder(list),
      ...(list === 'files' && { place: { step: 1, total: this.total } }),
      ...(this.compared && { active: this.compared }),
      title: (rows) => this.toTitle(list, rows),
    });
    if (!reply) return undefined;
    this.selected[list] = reply.selected;
    this.compared = reply.compared;
    if (reply.compared) return (await this.showObject(reply.compared)) ? list : undefined;
    return this.total === 1 && list === 'files' ? 'publish' : 'review';
  }

  /** Closes the list, which would cover the editor, and shows a notification to reopen it; false if cancelled. */
  private async showObject(row: PlanRow): Promise<boolean> {
    const publication = toCompared(this.plan.place, row);
    if (publication) await this.means.compare(publication);
    const back = l10n.t('Back to List');
    const message = l10n.t('Select what to publish from {0} to continue', noticeText(this.name));
    return (await showInformation(message, back)) === back;
  }

  /** Shows the selection so far and the lists that are not selected by default; returns the next page. */
  async review(): Promise<Page | undefined> {
    const reply = await promptUi.pick<Page>({
      title: this.toTitle('files', this.selected.files),
      placeholder: this.toPlaceholder('files'),
      step: this.total,
      total: this.total,
      items: [
        this.listSelected().length > 0
          ? { label: `$(cloud-upload) ${l10n.t('Publish')}`, value: 'publish' }
          : this.toEnd(),
        ...this.toEntry('maps', `$(code) ${l10n.t('Select Source Maps…')}`),
        ...this.toEntry('conflicts', `$(git-compare) ${l10n.t('Select Conflicts to Overwrite…')}`),
        ...this.toEntry('deletes', `$(trash) ${l10n.t('Select Objects to Delete…')}`),
      ],
    });
    if (reply.kind === 'back') return 'files';
    return reply.kind === 'value' ? reply.value : undefined;
  }

  /** Nothing is selected: there is nothing, or the user skips it. */
  private toEnd(): PickItem<Page> {
    return this.isUpToDate
      ? {
          label: `$(check) ${l10n.t('Close')}`,
          description: l10n.t('All files are up to date: {0}', this.unchangedText()),
          value: 'publish',
        }
      : { label: `$(debug-step-over) ${l10n.t('Skip This Folder')}`, value: 'publish' };
  }

  /** Objects without a file may still be deleted. */
  private get isUpToDate(): boolean {
    return this.rows.files.length + this.rows.maps.length + this.rows.conflicts.length === 0;
  }

  private toEntry(list: ListName, label: string): readonly PickItem<Page>[] {
    const total = itemsOf(this.rows[list]).length;
    const selected = itemsOf(this.selected[list]).length;
    const description = l10n.t('{0} of {1} selected', countText(selected), countText(total));
    const details: Readonly<Partial<Record<ListName, () => string>>> = {
      maps: () => l10n.t('They show visitors the source code; left out unless you select them'),
      deletes: () => l10n.t('Objects without a local file; kept unless you select them'),
    };
    const detail = details[list]?.();
    const group = l10n.t('Not selected by default');
    return total > 0 ? [{ label, description, ...(detail !== undefined && { detail }), group, value: list }] : [];
  }

  private toTitle(list: ListName, rows: readonly PlanRow[]): string {
    const { refreshPlaces, quotaLeft } = this.plan;
    if (list === 'maps') return l10n.t('Publish {0}: source maps', this.name);
    if (list === 'conflicts') return l10n.t('Publish {0}: conflicts', this.name);
    if (list === 'deletes') return l10n.t('Publish {0}: deletions', this.name);
    const { maps, conflicts, deletes } = this.selected;
    return totalsText(
      this.name,
      addUp([rows, maps, conflicts, deletes].flatMap(itemsOf), refreshPlaces, quotaLeft),
      quotaLeft,
    );
  }

  private toPlaceholder(list: ListName): string {
    const { bucket, prefix } = this.plan.place.mapping;
    const target = `${bucket.name}/${prefix}`;
    if (list === 'maps') return l10n.t('Select source maps to publish to {0}', target);
    if (list === 'conflicts') return l10n.t('Select what to overwrite in {0}', target);
    if (list === 'deletes') return l10n.t('Select what to delete from {0}', target);
    return l10n.t('Publish to {0}. Unchanged files: {1}', target, this.unchangedText());
  }

  private unchangedText(): string {
    return countText(this.plan.items.filter(({ kind }) => kind === 'skip').length);
  }
}

function itemsOf(rows: readonly PlanRow[]): readonly PlanItem[] {
  return rows.flatMap(({ items }) => items);
}

/** The question of a list; `title` is called after each change of the selection. */
interface RowsQuestion {
  readonly rows: readonly PlanRow[];
  readonly selected: readonly PlanRow[];
  readonly placeholder: string;
  /** The position among the pages before publishing; absent for a list that Back leaves. */
  readonly place?: { readonly step: number; readonly total: number };
  /** The active row, where the user was before. */
  readonly active?: PlanRow;
  title(selected: readonly PlanRow[]): string;
}

/** The result of a list: the selected rows, and the row of the pressed button. */
interface RowsReply {
  readonly selected: readonly PlanRow[];
  readonly compared?: PlanRow;
}

/** Shows rows to select until the user presses OK, goes back or presses a row's button; `undefined` if cancelled. */
function pickRows(question: RowsQuestion): Promise<RowsReply | undefined> {
  const { rows, selected, placeholder, place, active } = question;
  const pick = createList<PlanRow>(question.title(selected), placeholder);
  Object.assign(pick, { canSelectMany: true, ignoreFocusOut: true, matchOnDescription: true });
  fillList(pick, rows);
  pick.selectedItems = selected;
  if (active) pick.activeItems = [active];
  if (!place) setBackButton(pick);
  else if (place.total > 1) [pick.step, pick.totalSteps] = [place.step, place.total];
  const answer = new Promise<RowsReply | undefined>((resolve) => {
    pick.onDidChangeSelection((now) => setTitle(pick, question.title(now)));
    const leave = (more: Pick<RowsReply, 'compared'> = {}) => resolve({ selected: pick.selectedItems, ...more });
    pick.onDidTriggerItemButton(({ item }) => leave({ compared: item }));
    pick.onDidTriggerButton(() => leave());
    pick.onDidAccept(() => leave());
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  return tellShown(answer).finally(() => pick.dispose());
}

/** A row of Publish Folder: one item, several, or a heading without any. */
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

/** The rows of a group with its heading; names are relative to the mapped folder. */
function toRows(group: ItemGroup, prefix: string): readonly PlanRow[] {
  const { kind, single, rest } = group;
  const icon = `$(${icons[kind]})`;
  const size = (items: readonly PlanItem[]) => sizeText(items.reduce((sum, item) => sum + item.size, 0));
  const more = {
    label: `${icon} ${l10n.t('{0} more', countText(rest.length))}`,
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

/** Returns whether there is an object to compare that was not published from here. */
function canCompare({ conflict }: PlanItem): boolean {
  return conflict === 'changed' || conflict === 'unknown';
}

function toButton({ kind }: PlanItem): vscode.QuickInputButton {
  return kind === 'delete'
    ? rowButton('go-to-file', l10n.t({ message: 'Open', comment: 'Opens a file or an object in an editor' }))
    : rowButton('diff', l10n.t('Compare'));
}

/** The content for the button of a row: the object beside its file, or alone without one. */
function toCompared(place: MappedPlace, { items: [item] }: PlanRow): Publication | undefined {
  if (!item) return undefined;
  const act = item.kind === 'delete' ? 'delete' : 'upload';
  return toPublication(place, item.key.slice(place.mapping.prefix.length), { act });
}
