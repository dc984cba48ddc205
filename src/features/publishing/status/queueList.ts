import * as vscode from 'vscode';
import type { PublishState } from '../../../core/publishing/publication.js';
import { commandAbout, type UserCommand } from '../../../core/publishing/queue/userCommands.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { type CommandId, executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { createList, fillList } from '../../../host/display.js';
import { countText } from '../../../host/text/bucketText.js';
import { confirmSecretFile } from '../file/confirmSecretFile.js';
import type { Publishing } from '../services.js';
import type { ConflictPrompt } from './conflictPrompt.js';
import { type EntryAction, type EntryRow, sortRows } from './queueRows.js';

/** More rows than this are counted. */
const maxRows = 200;

interface ActButton extends vscode.QuickInputButton {
  readonly act: EntryAction;
}

interface Row extends vscode.QuickPickItem {
  readonly buttons?: readonly ActButton[];
  readonly entry?: EntryRow;
  readonly run?: () => unknown;
}

/** The list behind the status bar item: what failed, waits and is under way, each with what can be done, and the actions for all. */
export class QueueList implements vscode.Disposable {
  private shown: vscode.Disposable | undefined;

  constructor(
    private readonly publishing: Publishing,
    private readonly conflicts: ConflictPrompt,
  ) {}

  /** Shows the list; it follows what happens while it is open. */
  show(): void {
    this.shown?.dispose();
    const pick = createList<Row>(vscode.l10n.t('Publishing to CDN'), vscode.l10n.t('Choose what to do'));
    pick.matchOnDetail = true;
    const fill = () => {
      const active = pick.activeItems[0];
      fillList(pick, this.toItems());
      const again = pick.items.find((row) => idOf(row) !== undefined && idOf(row) === (active && idOf(active)));
      if (again) pick.activeItems = [again];
    };
    fill();
    this.shown = vscode.Disposable.from(
      pick,
      this.publishing.publisher.onDidChange(fill),
      pick.onDidTriggerItemButton(({ item, button }) => this.press(item, button)),
      pick.onDidAccept(() => {
        const [row] = pick.selectedItems;
        if (!row) return;
        if (row.run) pick.hide();
        this.accept(row);
      }),
      pick.onDidHide(() => this.shown?.dispose()),
    );
    pick.show();
  }

  dispose(): void {
    this.shown?.dispose();
  }

  private toItems(): readonly Row[] {
    const { publisher } = this.publishing;
    const total = Object.values(publisher.count()).reduce((sum, count) => sum + count, 0);
    const elsewhere = publisher.countElsewhere();
    const items = sortRows(this.listWorst(), maxRows).map(toItem);
    const hidden = total - items.length;
    const more: Row[] =
      hidden > 0 ? [{ label: vscode.l10n.t('and {0} more', countText(hidden)), alwaysShow: true }] : [];
    const others: Row[] = elsewhere > 0 ? [{ label: othersText(elsewhere), alwaysShow: true }] : [];
    const heading = (label: string): Row => ({ label, kind: vscode.QuickPickItemKind.Separator });
    return [
      ...(items.length > 0 ? [heading(vscode.l10n.t('Files')), ...items, ...more] : []),
      ...(others.length > 0 ? [heading(vscode.l10n.t('Other workspaces')), ...others] : []),
      heading(vscode.l10n.t('Actions')),
      ...this.toActions(publisher.state),
    ];
  }

  /** What needs the user comes first, however much else there is. */
  private listWorst(): readonly Entry[] {
    const { publisher } = this.publishing;
    const byRank = [['failed'], ['conflict'], ['held'], ['send', 'refresh', 'task', 'prefetch']] as const;
    return byRank.flatMap((stages) => publisher.list({ stages }));
  }

  private toActions(state: PublishState): readonly Row[] {
    const { publisher, deps, pause } = this.publishing;
    const counts = publisher.count();
    const until = deps.clock.now();
    const canRetry = state.kind === 'failed' || publisher.list({ waitsForQuota: true, limit: 1 }).length > 0;
    const busy = [counts.send, counts.refresh, counts.task, counts.prefetch].some((count = 0) => count > 0);
    const command = (icon: string, label: string, id: Argless): Row => ({
      label: `$(${icon}) ${label}`,
      run: () => executeCommand(id),
    });
    const userCommand = (icon: string, label: string, kind: UserCommand['kind']): Row => ({
      label: `$(${icon}) ${label}`,
      run: () => publisher.executeAll(kind, until),
    });
    const { l10n } = vscode;
    return [
      ...(deps.session.account ? [] : [command('account', l10n.t('Sign In'), 'ossCdn.signIn')]),
      ...(canRetry ? [userCommand('refresh', l10n.t('Retry All'), 'retry')] : []),
      ...(state.kind === 'failed' ? [userCommand('clear-all', l10n.t('Dismiss All'), 'dismiss')] : []),
      ...(counts.held ? [userCommand('cloud-upload', l10n.t('Publish Held Files'), 'publishHeld')] : []),
      ...(counts.held ? [userCommand('trash', l10n.t('Discard Held Files'), 'dropHeld')] : []),
      ...(busy ? [userCommand('close', l10n.t('Cancel All'), 'cancel')] : []),
      pause.isOn
        ? command('debug-continue', l10n.t('Resume Publishing'), 'ossCdn.resumePublishing')
        : command('debug-pause', l10n.t('Pause Publishing'), 'ossCdn.pausePublishing'),
      command('cloud-upload', l10n.t('Publish File'), 'ossCdn.publishFile'),
      command('json', l10n.t('Open Mapping'), 'ossCdn.openMapping'),
      command('circle-slash', l10n.t('Revoke Consent to Publish'), 'ossCdn.revokeConsent'),
      command('output', l10n.t('Show Log'), 'ossCdn.showLog'),
    ];
  }

  private accept(row: Row): void {
    const [first] = row.buttons ?? [];
    const work = row.run ?? (first && isHarmless(first.act) ? () => this.act(row, first.act) : undefined);
    if (work) void guard(this.publishing.deps.log, 'publishing list', async () => work());
  }

  private press(row: Row, button: vscode.QuickInputButton): void {
    const pressed = row.buttons?.find((each) => each === button);
    if (pressed) void guard(this.publishing.deps.log, 'publishing list', async () => this.act(row, pressed.act));
  }

  private async act({ entry: row }: Row, act: EntryAction): Promise<void> {
    const { publisher } = this.publishing;
    if (!row) return;
    const { publication } = row.entry;
    switch (act) {
      case 'compare':
        return this.conflicts.compare(row.entry);
      case 'setUpUploadDomain':
        await executeCommand('ossCdn.onboard', publication.bucket);
        return;
      case 'publishAnyway':
        if (await confirmSecretFile(publication.label)) await publisher.enqueue([{ ...publication, named: true }]);
        return;
      default:
        return publisher.execute(commandAbout(act, [row.entry]));
    }
  }
}

type Argless = Extract<
  CommandId,
  | 'ossCdn.signIn'
  | 'ossCdn.resumePublishing'
  | 'ossCdn.pausePublishing'
  | 'ossCdn.publishFile'
  | 'ossCdn.openMapping'
  | 'ossCdn.revokeConsent'
  | 'ossCdn.showLog'
>;

/** What other windows' workspaces have in the queue: theirs to decide. */
function othersText(count: number): string {
  return `$(info) ${vscode.l10n.t('In progress or waiting in other workspaces: {0}', countText(count))}`;
}

function toItem(row: EntryRow): Row {
  return {
    label: `$(${row.icon}) ${row.entry.publication.label}`,
    description: row.words,
    ...(row.detail !== undefined && { detail: row.detail }),
    buttons: row.buttons.map(({ act, label, icon }) => ({
      act,
      tooltip: label,
      iconPath: new vscode.ThemeIcon(icon),
    })),
    entry: row,
  };
}

function idOf({ entry, label }: Row): string {
  return entry?.entry.publication.id ?? label;
}

/** What Enter may do without having been aimed at. */
function isHarmless(act: EntryAction): boolean {
  return act === 'retry' || act === 'compare' || act === 'setUpUploadDomain';
}
