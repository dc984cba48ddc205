import { l10n, ProgressLocation, window } from 'vscode';
import type { CommandId } from '../commandIds.js';
import type { FeatureDeps } from '../deps.js';
import { showBriefly, withProgress } from '../display.js';
import { shown } from '../shown.js';

/** VS Code waits 150 ms more before it shows progress in the status bar: with both, something is seen within 300 ms. */
const delayMs = 100;
/** How long the status bar says that a command has ended, ms. */
const endMs = 5_000;

/**
 * Runs a command, with progress in the view and, under its title, in the status bar whenever nothing of it has been open for 100 ms. One of which nothing else
 * was seen says at its end that it has ended; one that rejects does not.
 */
export async function runSeen<T>(
  { clock, context }: Pick<FeatureDeps, 'clock' | 'context'>,
  id: CommandId,
  work: () => Promise<T>,
): Promise<T> {
  const title = titleOf(context.extension.packageJSON.contributes, id);
  const open = new Set<Thenable<unknown>>();
  let [isOver, wasAnyOpen, wasWaiting] = [false, false, false];
  // An editor that it opens says enough.
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
      // Where most commands are clicked.
      void withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => hidden);
    };
    // The pause ends with the wait, by a rejection.
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

/** The part of the manifest of the extension that has the titles of its commands. */
interface Contributes {
  readonly commands: readonly { readonly command: CommandId; readonly title: string | LocalizedTitle }[];
}

/** The form that VS Code gives the title of a command in a window whose language is not English. */
interface LocalizedTitle {
  readonly value: string;
  readonly original: string;
}

/** The title of a command in the language of the editor, without the dots that say that it asks. */
function titleOf({ commands }: Contributes, id: CommandId): string {
  const title = commands.find(({ command }) => command === id)?.title ?? id;
  return (typeof title === 'string' ? title : title.value).replace(/…$/, '');
}
