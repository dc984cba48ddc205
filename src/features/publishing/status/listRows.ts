import * as vscode from 'vscode';
import { canRetryNow } from '../../../core/publishing/queue/retryPolicy.js';
import type { UserCommand } from '../../../core/publishing/queue/userCommands.js';
import { type CommandId, executeCommand } from '../../../host/commandIds.js';
import { rowButton } from '../../../host/prompts/displayViews.js';
import { allowOnSave, listDeclined } from '../onSaveConsent.js';
import type { Publishing } from '../services.js';
import { resultText } from './recentRows.js';

interface ListButton extends vscode.QuickInputButton {
  readonly run: () => unknown;
}

/** A row of the list behind the status bar item; Enter does `run`, for which the list closes, or `runHere`. */
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

/** The title above rows; nothing where there are none. */
export function section(title: string, rows: readonly ListRow[]): readonly ListRow[] {
  return rows.length > 0 ? [{ label: title, kind: vscode.QuickPickItemKind.Separator }, ...rows] : [];
}

/** A button at the end of a row. */
export function listButton(icon: string, tooltip: string, run: () => unknown): ListButton {
  return { ...rowButton(icon, tooltip), run };
}

/** The way back from a consent that was declined; nothing while none was. */
export function listWayBack(publishing: Publishing): readonly ListRow[] {
  if (listDeclined(publishing).length === 0) return [];
  const label = `$(check) ${vscode.l10n.t('Allow Publishing on Save…')}`;
  return [{ label, run: () => allowOnSave(publishing) }];
}

/** What is refreshed or prefetched by hand. */
export function listTasks({ recentWork }: Publishing): readonly ListRow[] {
  return recentWork.tasks.map((task) => ({
    label: `$(sync~spin) ${task.text}`,
    description: `${task.percent} %`,
    detail: vscode.l10n.t('{0}; CDN continues the task after you stop waiting', task.usual),
    buttons: [listButton('close', vscode.l10n.t('Stop Waiting'), () => task.stop())],
  }));
}

/** What ended lately; an object can be opened, and its URL copied. */
export function listRecent({ recentWork, deps }: Publishing): readonly ListRow[] {
  const now = deps.clock.now();
  return recentWork.results.map((result) => {
    const { label, object } = result;
    const row = { label: `$(pass) ${label}`, description: resultText(result, now) };
    if (!object) return row;
    const open = () => executeCommand('ossCdn.openAtCdn', object);
    const copy = () => executeCommand('ossCdn.copyCdnUrl', object);
    const buttons = [
      listButton('globe', vscode.l10n.t({ message: 'Open', comment: 'Opens a URL in the browser' }), open),
      listButton('link', vscode.l10n.t('Copy URL'), copy),
    ];
    return { ...row, buttons, run: open };
  });
}

/** What can be done next with all of it; what stops it comes last. */
export function listActions({ publisher, deps, pause }: Publishing): readonly ListRow[] {
  const { state } = publisher;
  const counts = publisher.count();
  const until = deps.clock.now();
  const canRetry = state.kind === 'failed' || publisher.list({ dueFrom: 1 }).some(canRetryNow);
  const isBusy = [counts.send, counts.refresh, counts.task, counts.prefetch].some((count = 0) => count > 0);
  const command = (icon: string, label: string, id: Argless): ListRow => ({
    label: `$(${icon}) ${label}`,
    run: () => executeCommand(id),
  });
  const userCommand = (icon: string, label: string, kind: UserCommand['kind']): ListRow => ({
    label: `$(${icon}) ${label}`,
    run: () => publisher.executeAll(kind, until),
  });
  const { l10n } = vscode;
  return [
    ...(deps.session.account ? [] : [command('account', l10n.t('Sign In'), 'ossCdn.signIn')]),
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
