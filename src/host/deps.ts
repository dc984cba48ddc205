import type * as vscode from 'vscode';
import type { Session } from '../core/account.js';
import type { Activity } from '../core/activity/activity.js';
import type { FormUi } from '../core/form.js';
import type { RunBoard } from '../core/onboarding/run/runBoard.js';
import type { ClockPort, FilePort, HistoryPort, Memory } from '../core/ports/local.js';
import type { StorePort } from '../core/publishing/publishStore.js';
import type { Log } from './log/logLines.js';
import type { MappedObjects } from './mappedObjects.js';
import type { PageUi } from './page/askPage.js';
import type { Settings } from './settings.js';

/** The services that features use. Each feature takes the ones it needs by `Pick`. */
export interface FeatureDeps {
  readonly context: vscode.ExtensionContext;
  readonly session: Session;
  readonly board: RunBoard;
  readonly log: Log;
  readonly clock: ClockPort;
  readonly memory: Memory;
  readonly settings: Settings;
  readonly ui: FormUi & PageUi;
  readonly files: FilePort;
  readonly history: HistoryPort;
  /** Maps files of the workspace to objects. */
  readonly mappedObjects: MappedObjects;
  /** The record of changes in the cloud. Changes through the session's cloud are recorded automatically. */
  readonly activity: Activity;
  /** The store of publishing, which opens its files at its first use. */
  readonly store: StorePort;
}
