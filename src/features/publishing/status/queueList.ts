import * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import { commandAbout } from '../../../core/publishing/queue/userCommands.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { createList, fillList } from '../../../host/display.js';
import { copyPolicy } from '../../../host/errors/presentError.js';
import { countText } from '../../../host/text/bucketText.js';
import { confirmSecretFile } from '../file/confirmSecretFile.js';
import type { Publishing } from '../services.js';
import type { ConflictPrompt } from './conflictPrompt.js';
import { type ListRow, listActions, listButton, listRecent, listTasks, listWayBack, section } from './listRows.js';
import { type EntryAction, type EntryRow, sortRows } from './queueRows.js';

/** More rows than this are counted. */
const maxRows = 200;

/** The list behind the status bar item: what failed, waits, is under way and has ended, each with what can be done, and the actions for all. */
export class QueueList implements vscode.Disposable {
  private shown: vscode.Disposable | undefined;

  constructor(
    private readonly publishing: Publishing,
    private readonly conflicts: ConflictPrompt,
  ) {}

  /** Shows the list; it follows what happens while it is open. */
  show(): void {
    this.shown?.dispose();
    const { publisher, recentWork } = this.publishing;
    const pick = createList<ListRow>(vscode.l10n.t('Publishing to CDN'), vscode.l10n.t('Choose what to do'));
    pick.matchOnDetail = true;
    const fill = () => {
      const active = pick.activeItems[0];
      fillList(pick, this.toItems());
      const again = pick.items.find((row) => active && idOf(row) === idOf(active));
      if (again) pick.activeItems = [again];
    };
    fill();
    this.shown = vscode.Disposable.from(
      pick,
      publisher.onDidChange(fill),
      recentWork.onDidChange(fill),
      pick.onDidTriggerItemButton(({ item, button }) => this.run(item.buttons?.find((each) => each === button)?.run)),
      pick.onDidAccept(() => {
        const [row] = pick.selectedItems;
        if (row?.run) pick.hide();
        this.run(row?.run ?? row?.runHere);
      }),
      pick.onDidHide(() => this.shown?.dispose()),
    );
    pick.show();
  }

  dispose(): void {
    this.shown?.dispose();
  }

  private toItems(): readonly ListRow[] {
    const { publisher, deps } = this.publishing;
    const total = Object.values(publisher.count()).reduce((sum, count) => sum + count, 0);
    const elsewhere = publisher.countElsewhere();
    const items = sortRows(this.listWorst(), maxRows, deps.clock.now()).map((row) => this.toItem(row));
    const hidden = total - items.length;
    const more: ListRow[] =
      hidden > 0 ? [{ label: vscode.l10n.t('and {0} more', countText(hidden)), alwaysShow: true }] : [];
    const others: ListRow[] = elsewhere > 0 ? [{ label: othersText(elsewhere), alwaysShow: true }] : [];
    return [
      ...listWayBack(this.publishing),
      ...section(vscode.l10n.t('Files'), [...items, ...more]),
      ...section(vscode.l10n.t('In progress'), listTasks(this.publishing)),
      ...section(vscode.l10n.t('Recently'), listRecent(this.publishing)),
      ...section(vscode.l10n.t('Other workspaces'), others),
      ...section(vscode.l10n.t('Actions'), listActions(this.publishing)),
    ];
  }

  /** What needs the user comes first, however much else there is. */
  private listWorst(): readonly Entry[] {
    const { publisher } = this.publishing;
    const byRank = [['failed'], ['conflict'], ['held'], ['send', 'refresh', 'task', 'prefetch']] as const;
    return byRank.flatMap((stages) => publisher.list({ stages }));
  }

  private toItem(row: EntryRow): ListRow {
    const { entry, icon, words, detail, buttons } = row;
    const [first] = buttons;
    return {
      id: entry.publication.id,
      label: `$(${icon}) ${entry.publication.label}`,
      description: words,
      ...(detail !== undefined && { detail }),
      buttons: buttons.map((each) => listButton(each.icon, each.label, () => this.act(entry, each.act))),
      ...(first && isHarmless(first.act) && { runHere: () => this.act(entry, first.act) }),
    };
  }

  private run(work: (() => unknown) | undefined): void {
    if (work) void guard(this.publishing.deps.log, 'publishing list', async () => work());
  }

  private async act(entry: Entry, act: EntryAction): Promise<void> {
    const { publisher } = this.publishing;
    const { publication } = entry;
    switch (act) {
      case 'compare':
        return this.conflicts.compare(entry);
      case 'setUpUploadDomain':
        await executeCommand('ossCdn.onboard', publication.bucket);
        return;
      case 'publishAnyway':
        if (await confirmSecretFile(publication.label)) await publisher.enqueue([{ ...publication, named: true }]);
        return;
      case 'copyPolicy':
        if (entry.cause?.kind === 'error')
          await copyPolicy(new AppError(entry.cause.error.kind, entry.cause.error.details));
        return;
      default:
        return publisher.execute(commandAbout(act, [entry]));
    }
  }
}

/** What other windows' workspaces have in the queue: theirs to decide. */
function othersText(count: number): string {
  return `$(info) ${vscode.l10n.t('In progress or waiting in other workspaces: {0}', countText(count))}`;
}

function idOf({ id, label }: ListRow): string {
  return id ?? label;
}

/** What Enter may do without having been aimed at. */
function isHarmless(act: EntryAction): boolean {
  return act === 'retry' || act === 'compare' || act === 'setUpUploadDomain';
}
