import { ProgressLocation, window } from 'vscode';
import { l10n } from '../../core/l10n.js';
import type { CommandId } from '../commandIds.js';
import type { FeatureDeps } from '../deps.js';
import { showBriefly, withProgress } from '../display.js';
import { shown } from '../shown.js';

/** VS Code adds 150 ms before it shows progress in the status bar. Together, something appears within 300 ms. */
const delayMs = 100;
/** How long the status bar reports the end of a command, ms. */
const endMs = 5_000;

/**
 * Runs a command. Shows progress in the view and, with its title, in the status bar whenever nothing of the command has
 * been open for 100 ms. A successful command that showed nothing else reports its end.
 */
export async function runSeen<T>(
  { clock, context }: Pick<FeatureDeps, 'clock' | 'context'>,
  id: CommandId,
  work: () => Promise<T>,
): Promise<T> {
  const title = titleOf(context.extension.packageJSON.contributes, id);
  const open = new Set<Thenable<unknown>>();
  let [isOver, wasAnyOpen, wasWaiting] = [false, false, false];
  // An opened editor is enough.
  const tabs = window.tabGroups.onDidChangeTabs(() => {
    wasAnyOpen = true;
  });
  let stop = () => {};
  const wait = () => {
    const ended = new AbortController();
    stop = () => ended.abort();
    const appear = () => {
      wasWaiting = true;
      const hidden = new Promise<void>((resolve) => ended.signal.addEventListener('abort', () => resolve()));
      void withProgress({ location: ProgressLocation.Window, title }, () => hidden);
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

/** The title of a command in the display language, without its ellipsis. */
function titleOf({ commands }: Contributes, id: CommandId): string {
  const title = commands.find(({ command }) => command === id)?.title ?? id;
  return (typeof title === 'string' ? title : title.value).replace(/…$/, '');
}
