import * as vscode from 'vscode';
import type { Session } from '../core/account.js';
import { AppError, toAppError } from '../core/errors.js';
import { l10n } from '../core/l10n.js';
import type { BucketRef, ObjectRef } from '../core/ports/oss.js';
import { type CdnTarget, type CommandArguments, type CommandId, executeCommand, type Targets } from './commandIds.js';
import type { FeatureDeps } from './deps.js';
import { showBriefly, withProgress } from './display.js';
import type { Log } from './log/logLines.js';
import { shown } from './shown.js';

/** The dependencies of every command. The title of a command is read from the manifest. */
export type CommandDeps = Pick<FeatureDeps, 'log' | 'clock' | 'context'>;

/**
 * Registers a command whose work runs inside the error boundary: logs its duration, logs and shows its error once, and shows progress while the command has
 * no prompt open.
 */
export function registerCommand<K extends CommandId>(
  deps: CommandDeps,
  id: K,
  handler: (...args: CommandArguments[K]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (raw?: unknown, all?: unknown) => {
    const run = async () => handler(...toArguments<K>(raw, all));
    await guard(deps.log, id, () => runSeen(deps, id, run));
  });
}

/** Registers a command that needs an account. If no account is signed in, the user signs in first and the command then continues. */
export function registerAccountCommand<K extends CommandId>(
  deps: CommandDeps & { readonly session: Session },
  id: K,
  handler: (...args: CommandArguments[K]) => unknown,
): vscode.Disposable {
  return registerCommand(deps, id, async (...args) => {
    if (!deps.session.account) await executeCommand('ossCdn.signIn');
    if (deps.session.account) await handler(...args);
  });
}

/** Runs work inside the error boundary. For event handlers outside commands. */
export async function guard(log: Log, what: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  try {
    await work();
    log.debug(`${what} ${Math.round(performance.now() - start)} ms`);
  } catch (caught) {
    const error = nameTask(toAppError(caught), what);
    if (error.kind === 'cancelled') return;
    log.failure(what, error);
    const { presentError } = await import('./errors/presentError.js');
    // Not awaited: the command has ended, and the notification may stay open.
    void presentError(error, log);
  }
}

/** Adds the name of the running task to an error, for a bug report. */
function nameTask(error: AppError, what: string): AppError {
  const { kind, details } = error;
  if (kind !== 'bug') return error;
  return new AppError(kind, {
    ...details,
    action: details.action === undefined ? what : `${what} > ${details.action}`,
  });
}

/** Returns all targets of a command. The list is empty if the command was called without any. */
export function listCommandTargets([one, selection]: Targets): readonly CdnTarget[] {
  return selection ?? (one === undefined ? [] : [one]);
}

/**
 * Converts the arguments of a menu command: the clicked row, and all selected rows in lists with multi-selection. Inline actions pass the selection too, so
 * only rows of the clicked row's family count, since the same text may name a run, a domain or a parent.
 */
function toArguments<K extends CommandId>(raw: unknown, all: unknown): CommandArguments[K] {
  const argument = toArgument(raw);
  const alike = Array.isArray(all) ? all.filter((each) => familyOf(each) === familyOf(raw)) : [];
  const selection = alike.map(toArgument).filter((each) => each !== undefined);
  const args = argument === undefined ? [] : selection.length > 1 ? [argument, selection] : [argument];
  return args as unknown as CommandArguments[K];
}

/** Objects and folders of objects are one family. Every other kind of row is its own; anything else has none. */
function familyOf(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw)) return undefined;
  return raw.kind === 'folder' ? 'object' : raw.kind;
}

/** Converts a tree row or a URI to a command argument. Calls from code pass the argument itself. */
function toArgument(raw: unknown): CdnTarget | undefined {
  if (typeof raw === 'string') return raw;
  if (raw instanceof vscode.Uri) return raw.toString();
  if (typeof raw !== 'object' || raw === null) return undefined;
  if ('argument' in raw) return toArgument(raw.argument);
  return isBucketRef(raw) || isObjectRef(raw) ? raw : undefined;
}

function isBucketRef(raw: object): raw is BucketRef {
  return 'name' in raw && typeof raw.name === 'string' && 'region' in raw && typeof raw.region === 'string';
}

function isObjectRef(raw: object): raw is ObjectRef {
  return 'key' in raw && typeof raw.key === 'string' && 'bucket' in raw && typeof raw.bucket === 'object';
}

/** VS Code adds 150 ms before it shows progress in the status bar. Together, something appears within 300 ms. */
const delayMs = 100;
/** How long the status bar reports that a command has ended, ms. */
const endMs = 5_000;

/**
 * Runs a command. While nothing of the command has been open for 100 ms, shows progress in the view and, with the title of the command, in the status bar. A
 * successful command that showed nothing else reports its end.
 */
async function runSeen<T>(
  { clock, context }: Pick<FeatureDeps, 'clock' | 'context'>,
  id: CommandId,
  work: () => Promise<T>,
): Promise<T> {
  const title = titleOf(context.extension.packageJSON.contributes, id);
  const open = new Set<Thenable<unknown>>();
  let [isOver, wasAnyOpen, wasWaiting] = [false, false, false];
  // An opened editor is enough.
  const tabs = vscode.window.tabGroups.onDidChangeTabs(() => {
    wasAnyOpen = true;
  });
  let stop = () => {};
  const wait = () => {
    const ended = new AbortController();
    stop = () => ended.abort();
    const appear = () => {
      wasWaiting = true;
      const hidden = new Promise<void>((resolve) => ended.signal.addEventListener('abort', () => resolve()));
      void withProgress({ location: vscode.ProgressLocation.Window, title }, () => hidden);
      // The place where most commands are clicked.
      void withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => hidden);
    };
    // The pause rejects when the wait ends.
    void clock.sleep(delayMs, ended.signal).then(appear, () => undefined);
  };
  const subscription = shown.event((answer) => {
    wasAnyOpen = true;
    open.add(answer);
    stop();
    const close = () => {
      open.delete(answer);
      if (open.size === 0 && !isOver) wait();
    };
    answer.then(close, close);
  });
  wait();
  try {
    const result = await work();
    if (wasWaiting && !wasAnyOpen) showBriefly(l10n.t('Finished: {0}', title), endMs);
    return result;
  } finally {
    isOver = true;
    subscription.dispose();
    tabs.dispose();
    stop();
  }
}

/** The manifest field with the titles of commands, which are objects if the display language is not English. */
interface Contributes {
  readonly commands: readonly { readonly command: CommandId; readonly title: string | { readonly value: string } }[];
}

/** Returns the title of a command in the display language, without its ellipsis. */
function titleOf({ commands }: Contributes, id: CommandId): string {
  const title = commands.find(({ command }) => command === id)?.title ?? id;
  return (typeof title === 'string' ? title : title.value).replace(/…$/, '');
}
