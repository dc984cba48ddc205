import * as vscode from 'vscode';
import type { ToPage } from '../../src/protocol/page.js';
import { listPageButtons, pageText } from '../support/pageText.js';
import { eventually } from './harness.js';

// Stands in for the user only: the pickers are the real ones, filled in and accepted through the workbench, as are pages, of which what they are sent is read.

type Picker = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

/** A page that was opened: what it shows, and what its buttons send. */
interface OpenedPage {
  shown: ToPage['page'] | undefined;
  send(message: unknown): void;
}

/**
 * What the user does at one picker, or page, of which the button with this name is pressed: takes the row with this label, once it and the question above it say what they
 * should; types this text; or types what is refused for a reason, and leaves.
 */
export type Answer =
  | {
      readonly row: string;
      readonly saying?: RegExp;
      readonly asked?: RegExp;
      /** Gets all that the rows say. */
      readonly read?: (text: string) => void;
    }
  | { readonly press: string; readonly read?: (text: string) => void }
  | { readonly text: string }
  | { readonly refused: string; readonly because: RegExp }
  | { readonly leave: true; readonly asked: RegExp };

/** The row that the window itself has reported as active last: what the extension sets is not on screen yet. */
const focused = new WeakMap<Picker, string | undefined>();

/** The pickers that are closed. */
const closed = new WeakSet<Picker>();

/** A message that was shown, with its buttons. */
export interface Shown {
  readonly text: string;
  readonly detail?: string;
  readonly buttons: readonly string[];
}

/** Answers the pickers and pages that `work` opens, in order; rejects when one is left over. */
export async function answering(answers: readonly Answer[], work: () => PromiseLike<unknown>): Promise<void> {
  const opened: (Picker | OpenedPage)[] = [];
  const { createQuickPick, createInputBox, createWebviewPanel } = vscode.window;
  const keep = <T extends Picker>(picker: T): T => {
    opened.push(picker);
    if ('onDidChangeActive' in picker) picker.onDidChangeActive(([item]) => focused.set(picker, item?.label));
    const dispose = picker.dispose.bind(picker);
    picker.dispose = () => {
      closed.add(picker);
      dispose();
    };
    return picker;
  };
  Object.assign(vscode.window, {
    createQuickPick: () => keep(createQuickPick()),
    createInputBox: () => keep(createInputBox()),
    createWebviewPanel: (...given: Parameters<typeof createWebviewPanel>) => {
      const panel = createWebviewPanel(...given);
      // The page of a task asks nothing.
      if (given[0] !== 'ossCdn.task') opened.push(watchPage(panel.webview));
      return panel;
    },
  });
  try {
    const done = work();
    for (const [index, answer] of answers.entries()) {
      await give(await eventually(`picker ${index + 1} opens`, () => opened[index]), answer);
    }
    await done;
    if (opened.length > answers.length) throw new Error(`${opened.length} pickers opened, ${answers.length} answered`);
  } finally {
    Object.assign(vscode.window, { createQuickPick, createInputBox, createWebviewPanel });
  }
}

/** Leaves each picker that `work` opens without an answer, and returns their titles. */
export async function leavingPickers(work: () => PromiseLike<unknown>): Promise<readonly string[]> {
  const titles: string[] = [];
  const { createQuickPick, createInputBox } = vscode.window;
  const leave = <T extends Picker>(picker: T): T => {
    const show = picker.show.bind(picker);
    picker.show = () => {
      titles.push(`${picker.title}: ${picker.placeholder}`);
      show();
      picker.hide();
    };
    return picker;
  };
  Object.assign(vscode.window, {
    createQuickPick: () => leave(createQuickPick()),
    createInputBox: () => leave(createInputBox()),
  });
  try {
    await work();
    return titles;
  } finally {
    Object.assign(vscode.window, { createQuickPick, createInputBox });
  }
}

const messageKinds = ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const;

/**
 * Closes every message that no test watches, as a person would with its cross. One that stayed open would keep its
 * question pending, and the tests after it would wait for a question that is not asked twice.
 */
export function closeUnwatchedMessages(): void {
  for (const kind of messageKinds) Object.assign(vscode.window, { [kind]: async () => undefined });
}

/** Records what is shown while `work` runs, pressing the button that `press` chooses. */
export async function watchingMessages(
  work: () => PromiseLike<unknown>,
  press: (shown: Shown) => string | undefined = () => undefined,
): Promise<readonly Shown[]> {
  const before = Object.fromEntries(messageKinds.map((kind) => [kind, vscode.window[kind]]));
  const shown: Shown[] = [];
  const show = async (text: string, ...rest: readonly (string | vscode.MessageItem | vscode.MessageOptions)[]) => {
    const titleOf = (each: (typeof rest)[number]) =>
      typeof each === 'string' ? each : 'title' in each ? each.title : undefined;
    const buttons = rest.flatMap((each) => titleOf(each) ?? []);
    const options = rest.find((each) => titleOf(each) === undefined) as vscode.MessageOptions | undefined;
    const message = { text, buttons, ...(options?.detail === undefined ? {} : { detail: options.detail }) };
    shown.push(message);
    const pressed = press(message);
    return rest.find((each) => pressed !== undefined && titleOf(each) === pressed);
  };
  Object.assign(vscode.window, Object.fromEntries(messageKinds.map((kind) => [kind, show])));
  try {
    await work();
    return shown;
  } finally {
    Object.assign(vscode.window, before);
  }
}

/** Keeps what a page is sent, and who hears its buttons. */
function watchPage(webview: vscode.Webview): OpenedPage {
  const page: OpenedPage = { shown: undefined, send: () => undefined };
  const post = webview.postMessage.bind(webview);
  const hear = webview.onDidReceiveMessage;
  Object.defineProperties(webview, {
    postMessage: {
      value(message: ToPage) {
        page.shown = message.page;
        return post(message);
      },
    },
    onDidReceiveMessage: {
      value(listen: (message: unknown) => unknown) {
        page.send = (message) => void listen(message);
        return hear(listen);
      },
    },
  });
  return page;
}

/** Presses a button of a page once what the page is made of was read. */
async function pressOn(page: OpenedPage, { press, read }: Extract<Answer, { readonly press: string }>): Promise<void> {
  const find = () => {
    if (!page.shown || page.shown.busy) return undefined;
    return listPageButtons(page.shown).find(({ label, disabled }) => label === press && !disabled);
  };
  const { action } = await eventually(`the button "${press}"`, find);
  if (page.shown) read?.(pageText(page.shown));
  page.send({ type: 'act', action });
}

async function give(opened: Picker | OpenedPage, answer: Answer): Promise<void> {
  if ('press' in answer) return pressOn(opened as OpenedPage, answer);
  const picker = opened as Picker;
  if ('asked' in answer && answer.asked) await waitForText('the question', () => questionOf(picker), answer.asked);
  if ('leave' in answer) return leave();
  if ('row' in answer) return choose(picker as vscode.QuickPick<vscode.QuickPickItem>, answer);
  (picker as vscode.InputBox).value = 'text' in answer ? answer.text : answer.refused;
  await pressEnter();
  if (!('refused' in answer)) return;
  await waitForText('the refusal', () => String((picker as vscode.InputBox).validationMessage ?? ''), answer.because);
  await leave();
}

/** What is asked: the placeholder, and what stands above the rows, without its icons. */
function questionOf(picker: Picker): string {
  const notes = 'items' in picker ? picker.items.filter(({ alwaysShow }) => alwaysShow).map(({ label }) => label) : [];
  return [picker.placeholder, ...notes].join(' ').replace(/\$\((?:info|blank)\) /g, '');
}

/** Presses Enter. What the picker does about it has happened then. */
async function pressEnter(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await new Promise<void>((resolve) => setImmediate(resolve));
}

async function leave(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
}

async function waitForText(what: string, read: () => string | undefined, wanted: RegExp): Promise<void> {
  await eventually(`${what} says ${wanted}`, () => (wanted.test(read() ?? '') ? true : undefined));
}

async function choose(
  picker: vscode.QuickPick<vscode.QuickPickItem>,
  { row, saying, read }: Extract<Answer, { readonly row: string }>,
): Promise<void> {
  const item = await eventually(`the row "${row}"`, () => picker.items.find(({ label }) => label === row));
  read?.(picker.items.map(({ label, description, detail }) => [label, description, detail].join(' · ')).join('\n'));
  const words = `${item.description ?? ''} ${item.detail ?? ''}`;
  if (saying && !saying.test(words)) throw new Error(`The row "${row}" says "${words}", not ${saying}`);
  const activate = () => {
    if (focused.get(picker) === row) return true;
    // The rows may have been replaced since they were read.
    const present = picker.items.find(({ label }) => label === row);
    if (present && !picker.activeItems.includes(present)) picker.activeItems = [present];
    return undefined;
  };
  // Rows that were redrawn meanwhile are on their way to the window and may have another one active there, of which the window has told once it answers this.
  const isActive = async () => {
    if (!activate()) return undefined;
    await vscode.commands.executeCommand('setContext', 'ossCdnTest.asked', true);
    return activate();
  };
  // While the rows are redrawn none is selected, and Enter does nothing: it is pressed again, as a user would.
  for (; !closed.has(picker); await pressEnter()) await eventually(`the row "${row}" is active`, isActive, 20);
}
