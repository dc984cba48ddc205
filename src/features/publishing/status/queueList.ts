import * as vscode from 'vscode';
import { AppError, isErrorOf } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import { toCause } from '../../../core/publishing/publication.js';
import { canRetryNow } from '../../../core/publishing/queue/retryPolicy.js';
import { commandAbout } from '../../../core/publishing/queue/userCommands.js';
import { causeOf, type Entry, isAt, type UserCommand } from '../../../core/publishing/queueEntry.js';
import { countText } from '../../../core/text/countText.js';
import { type CommandId, executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { createList, fillList, showWarning } from '../../../host/display.js';
import { copyPolicy } from '../../../host/errors/presentError.js';
import { rowButton } from '../../../host/prompts/displayViews.js';
import { tellShown } from '../../../host/shown.js';
import { askToAllow } from '../file/publishFile.js';
import { allowOnSave, listDeclined } from '../onSaveConsent.js';
import type { Publishing } from '../services.js';
import { resultText } from '../state/recentWork.js';
import { compareConflict } from './conflictPrompt.js';
import { type EntryAction, type EntryRow, failureText, sortRows } from './queueRows.js';

/** The most rows that are shown. Further ones are only counted. */
const maxRows = 200;

/** The list that the status bar item opens: failed, waiting, running and finished queue entries with their actions, and the actions for all of them. */
export class QueueList implements vscode.Disposable {
  private shown: vscode.Disposable | undefined;

  constructor(private readonly publishing: Publishing) {}

  /** Shows the list and keeps it up to date while it is open. */
  show(): void {
    this.shown?.dispose();
    const { publisher, recentWork } = this.publishing;
    const pick = createList<ListRow>(l10n.t('Publishing to CDN'), l10n.t('Choose what to do'));
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
    void tellShown(Promise.resolve());
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
    const more: ListRow[] = hidden > 0 ? [{ label: l10n.t('and {0} more', countText(hidden)), alwaysShow: true }] : [];
    const others: ListRow[] = elsewhere > 0 ? [{ label: othersText(elsewhere), alwaysShow: true }] : [];
    return [
      ...listWayBack(this.publishing),
      ...section(l10n.t('Files'), [...items, ...more]),
      ...section(l10n.t('In progress'), listTasks(this.publishing)),
      ...section(l10n.t('Recently'), listRecent(this.publishing)),
      ...section(l10n.t('Other workspaces'), others),
      ...section(l10n.t('Actions'), listActions(this.publishing)),
    ];
  }

  /** Returns queue entries in order of urgency, so that those that need the user come first however many there are. */
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
    const { publisher, bucketDocuments } = this.publishing;
    const { publication } = entry;
    switch (act) {
      case 'compare':
        return isAt(entry, 'conflict') ? compareConflict(this.publishing, entry) : bucketDocuments.compare(publication);
      case 'setUpUploadDomain':
        await executeCommand('ossCdn.onboard', publication.bucket);
        return;
      case 'allowFile': {
        const allowed = await askToAllow(this.publishing, publication).catch(warnOfFile);
        return allowed && publisher.enqueue([allowed]);
      }
      case 'copyPolicy': {
        const cause = causeOf(entry);
        if (cause?.kind === 'error') await copyPolicy(new AppError(cause.error.kind, cause.error.details));
        return;
      }
      default:
        return publisher.execute(commandAbout(act, [entry]));
    }
  }
}

/** Reports a file that is never published, such as a missing file or the target of a link. */
function warnOfFile(caught: unknown): undefined {
  if (!isErrorOf(caught, 'badFile')) throw caught;
  void showWarning(failureText(toCause(caught)));
}

/** Counts queue entries of workspaces in other windows. They can only be handled there. */
function othersText(count: number): string {
  return `$(info) ${l10n.t('In progress or waiting in other workspaces: {0}', countText(count))}`;
}

function idOf({ id, label }: ListRow): string {
  return id ?? label;
}

/** Returns whether an action may be run by pressing Enter unintentionally. */
function isHarmless(act: EntryAction): boolean {
  return act === 'retry' || act === 'compare' || act === 'setUpUploadDomain';
}

interface ListButton extends vscode.QuickInputButton {
  readonly run: () => unknown;
}

/** A row of the list. Pressing Enter either closes the list and runs `run`, or keeps the list open and runs `runHere`. */
export interface ListRow extends vscode.QuickPickItem {
  readonly id?: string;
  readonly buttons?: readonly ListButton[];
  readonly run?: () => unknown;
  readonly runHere?: () => unknown;
}

type Argless = Extract<
  CommandId,
  | 'ossCdn.signIn'
  | 'ossCdn.resumePublishing'
  | 'ossCdn.pausePublishing'
  | 'ossCdn.publishFile'
  | 'ossCdn.publishFolder'
  | 'ossCdn.openMapping'
  | 'ossCdn.revokeConsent'
  | 'ossCdn.showLog'
>;

/** Returns rows under a title. Returns an empty list if there are no rows. */
function section(title: string, rows: readonly ListRow[]): readonly ListRow[] {
  return rows.length > 0 ? [{ label: title, kind: vscode.QuickPickItemKind.Separator }, ...rows] : [];
}

/** Creates a button at the end of a row. */
function listButton(icon: string, tooltip: string, run: () => unknown): ListButton {
  return { ...rowButton(icon, tooltip), run };
}

/** Returns a row that asks again for the consents that the user declined. Returns an empty list if none was declined. */
export function listWayBack(publishing: Publishing): readonly ListRow[] {
  if (listDeclined(publishing).length === 0) return [];
  const label = `$(check) ${l10n.t('Allow Publishing on Save…')}`;
  return [{ label, run: () => allowOnSave(publishing) }];
}

/** Returns a row for each refresh or prefetch that the user started. */
export function listTasks({ recentWork }: Publishing): readonly ListRow[] {
  return recentWork.tasks.map((task) => ({
    label: `$(sync~spin) ${task.text}`,
    description: `${task.percent} %`,
    detail: l10n.t('{0}; CDN continues the task after you stop waiting', task.usual),
    buttons: [listButton('close', l10n.t('Stop Waiting'), () => task.stop())],
  }));
}

/** Returns a row for each recent result. If it has an object, buttons open the object at CDN and copy its URL. */
export function listRecent({ recentWork, deps }: Publishing): readonly ListRow[] {
  const now = deps.clock.now();
  return recentWork.results.map((result) => {
    const { label, object } = result;
    const row = { label: `$(pass) ${label}`, description: resultText(result, now) };
    if (!object) return row;
    const open = () => executeCommand('ossCdn.openAtCdn', object);
    const copy = () => executeCommand('ossCdn.copyCdnUrl', object);
    const buttons = [
      listButton('globe', l10n.t({ message: 'Open', comment: 'Opens a URL in the browser' }), open),
      listButton('link', l10n.t('Copy URL'), copy),
    ];
    return { ...row, buttons, run: open };
  });
}

/** Returns the actions for all queue entries. The actions that stop entries come last. */
export function listActions({ publisher, deps, pause }: Publishing): readonly ListRow[] {
  const { state } = publisher;
  const counts = publisher.count();
  const until = deps.clock.now();
  const canRetry = state.kind === 'failed' || publisher.list({ dueFrom: 1 }).some(canRetryNow);
  const needsSignIn = !deps.session.account || (state.kind === 'waiting' && state.reason === 'keys');
  const { send, refresh, task, prefetch, parked } = counts;
  const isBusy = [send, refresh, task, prefetch, parked].some((count = 0) => count > 0);
  const command = (icon: string, label: string, id: Argless): ListRow => ({
    label: `$(${icon}) ${label}`,
    run: () => executeCommand(id),
  });
  const userCommand = (icon: string, label: string, kind: UserCommand['kind']): ListRow => ({
    label: `$(${icon}) ${label}`,
    run: () => publisher.executeAll(kind, until),
  });
  return [
    ...(needsSignIn ? [command('account', l10n.t('Sign In'), 'ossCdn.signIn')] : []),
    ...(pause.isOn ? [command('debug-continue', l10n.t('Resume Publishing'), 'ossCdn.resumePublishing')] : []),
    ...(canRetry ? [userCommand('refresh', l10n.t('Retry All'), 'retry')] : []),
    ...(state.kind === 'failed' ? [userCommand('clear-all', l10n.t('Dismiss All'), 'dismiss')] : []),
    ...(counts.held ? [userCommand('cloud-upload', l10n.t('Publish Held Files'), 'publishHeld')] : []),
    ...(counts.held ? [userCommand('trash', l10n.t('Discard Held Files'), 'dropHeld')] : []),
    command('cloud-upload', l10n.t('Publish File'), 'ossCdn.publishFile'),
    command('folder', l10n.t('Publish Folder…'), 'ossCdn.publishFolder'),
    command('json', l10n.t('Open Mapping File'), 'ossCdn.openMapping'),
    command('output', l10n.t('Show Log'), 'ossCdn.showLog'),
    ...(isBusy ? [userCommand('close', l10n.t('Cancel All'), 'cancel')] : []),
    command('circle-slash', l10n.t('Revoke Consent to Publish'), 'ossCdn.revokeConsent'),
    ...(pause.isOn ? [] : [command('debug-pause', l10n.t('Pause Publishing'), 'ossCdn.pausePublishing')]),
  ];
}
