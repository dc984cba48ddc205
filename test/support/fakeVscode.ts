import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/ensure.mjs';
import type { Language } from './browser.js';
import { FakePanel } from './fakePanel.js';
import { FakeQuickPick } from './fakeQuickPick.js';
import * as fakeWorkspace from './fakeWorkspace.js';
import { type L10nGiven, readMessage } from './l10nMessage.js';
import * as values from './vscodeValues.js';

/** The module `vscode` for unit and contract tests. Values behave like VS Code's; UI calls are recorded in `editor`. */

/** A shown message, modal dialog or status bar text. */
export interface ShownMessage {
  readonly kind: 'information' | 'warning' | 'error' | 'status';
  readonly text: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

const manifestTexts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));

/** Recorded UI calls and the simulated user. Tests that use it call `resetEditor` before each. */
export const editor = {
  shown: [] as ShownMessage[],
  /** Returns whether a button is pressed; the last matching one is. */
  press: (_button: string, _message: ShownMessage): boolean => false,
  /** If set, decides which button is pressed and when. */
  answer: undefined as ((message: ShownMessage) => Promise<string | undefined>) | undefined,
  /** Shown lists in order; those of the second kind are cancelled. */
  picks: [] as FakeQuickPick[],
  choices: [] as (readonly unknown[])[],
  /** Fires when an editor is opened. */
  tabs: new values.EventEmitter<undefined>(),
  /** Titles and messages of progress indicators. */
  progress: [] as (string | undefined)[],
  /** The number of visible progress indicators with a title. */
  progressing: 0,
  /** The complete reports to progress indicators. */
  reports: [] as object[],
  /** Cancels progress indicators as soon as they appear. */
  cancelProgress: false,
  /** Handlers of commands by id. */
  commands: new Map<string, (...args: readonly never[]) => unknown>(),
  /** Executed commands with their arguments. */
  ran: [] as (readonly unknown[])[],
  /** Titles of pages and file dialogs. */
  pages: [] as string[],
  /** The panels of all opened pages, in order. */
  panels: [] as FakePanel[],
  dialogs: [] as (string | undefined)[],
  /** Returns the absolute path chosen in a file dialog for its proposal; `undefined` cancels. */
  choosePath: (_proposed: string | undefined): string | undefined => undefined,
  /** Revealed tree rows with the options. */
  revealed: [] as { readonly row: unknown; readonly how: unknown }[],
  copied: [] as string[],
  opened: [] as string[],
  /** Paths of shown documents. */
  documents: [] as string[],
  /** Addresses of shown documents. */
  shownUris: [] as { readonly path: string }[],
};

/** Resets to a new window: nothing shown, English, a trusted workspace without files. */
export function resetEditor(): void {
  const lists = { shown: [], picks: [], choices: [], progress: [], reports: [], pages: [], dialogs: [] };
  Object.assign(editor, {
    ...lists,
    panels: [],
    ran: [],
    revealed: [],
    copied: [],
    opened: [],
    documents: [],
    shownUris: [],
  });
  Object.assign(editor, {
    press: () => false,
    answer: undefined,
    choosePath: () => undefined,
    cancelProgress: false,
    progressing: 0,
  });
  editor.commands.clear();
  fakeWorkspace.resetWorkspace();
  env.language = 'en';
}

/** The manifest of the extension with its English texts. */
export const packageJSON = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8').replace(/"%([\w.]+)%"/g, (_whole, key) =>
    JSON.stringify(manifestTexts[key]),
  ),
);

/** All shown texts, with details and buttons. */
export function shownTexts(): readonly string[] {
  return editor.shown.map(toText);
}

/** The texts of modal dialogs. */
export function modalTexts(): readonly string[] {
  return editor.shown.filter(({ detail }) => detail !== '').map(toText);
}

function toText({ text, detail, buttons }: ShownMessage): string {
  return [text, detail, ...buttons.map((button) => `[${button}]`)].filter(Boolean).join('\n');
}

type MessageItem = string | { readonly title: string };
type MessageRest = readonly (MessageItem | { readonly modal?: boolean; readonly detail?: string })[];

function show(kind: ShownMessage['kind']) {
  return async (text: string, ...rest: MessageRest): Promise<MessageItem | undefined> => {
    const items = rest.filter((each): each is MessageItem => typeof each === 'string' || 'title' in each);
    const titleOf = (item: MessageItem) => (typeof item === 'string' ? item : item.title);
    const options = rest.find((each) => typeof each === 'object' && !('title' in each)) as
      | { detail?: string }
      | undefined;
    const message = { kind, text, detail: options?.detail ?? '', buttons: items.map(titleOf) };
    editor.shown.push(message);
    if (editor.answer) {
      const chosen = await editor.answer(message);
      return items.find((item) => titleOf(item) === chosen);
    }
    return items.findLast((item) => editor.press(titleOf(item), message));
  };
}

interface FileDialog {
  readonly title?: string;
  readonly defaultUri?: values.Uri;
}

function chooseIn({ title, defaultUri }: FileDialog): values.Uri | undefined {
  editor.dialogs.push(title);
  const path = editor.choosePath(defaultUri?.path);
  return path === undefined ? undefined : values.Uri.file(path);
}

const nothing = { dispose: () => undefined };
const never = () => nothing;

export const window = {
  showInformationMessage: show('information'),
  showWarningMessage: show('warning'),
  showErrorMessage: show('error'),
  setStatusBarMessage: (text: string) => void editor.shown.push({ kind: 'status', text, detail: '', buttons: [] }),
  withProgress: <Value>({ title }: { title?: string }, work: (progress: object, token: object) => Value): Value => {
    editor.progress.push(title);
    const report = (given: { message?: string }) => {
      editor.progress.push(given.message);
      editor.reports.push(given);
    };
    const onCancellationRequested = (listen: () => unknown) => {
      if (editor.cancelProgress) listen();
      return nothing;
    };
    const ended = work({ report }, { isCancellationRequested: editor.cancelProgress, onCancellationRequested });
    if (title === undefined) return ended;
    const hide = () => void editor.progressing--;
    editor.progressing++;
    Promise.resolve(ended).then(hide, hide);
    return ended;
  },
  showQuickPick: async (...given: readonly unknown[]) => void editor.choices.push(given),
  onDidChangeActiveTextEditor: never,
  tabGroups: { onDidChangeTabs: editor.tabs.event },
  createQuickPick: () => new FakeQuickPick((pick) => void editor.picks.push(pick)),
  createInputBox: () => new FakeQuickPick((box) => void editor.picks.push(box)),
  createOutputChannel: () => {
    const write = () => undefined;
    const show = () => void editor.pages.push('OSS + CDN');
    return { ...nothing, debug: write, info: write, warn: write, error: write, show };
  },
  createStatusBarItem: () => ({ ...nothing, show: () => undefined, hide: () => undefined }),
  createTreeView: () => ({
    ...nothing,
    visible: false,
    onDidChangeVisibility: never,
    onDidChangeSelection: never,
    reveal: async (row: unknown, how: unknown) => void editor.revealed.push({ row, how }),
  }),
  createWebviewPanel: (_type: string, title: string, place: { readonly preserveFocus?: boolean }) => {
    editor.pages.push(title);
    const panel = new FakePanel(title, () => editor.pages.splice(editor.pages.indexOf(title), 1));
    panel.reveal(undefined, place.preserveFocus);
    editor.panels.push(panel);
    return panel;
  },
  registerWebviewPanelSerializer: never,
  showOpenDialog: async (given: FileDialog) => {
    const uri = chooseIn(given);
    return uri && [uri];
  },
  showSaveDialog: async (given: FileDialog) => chooseIn(given),
  activeTextEditor: undefined as { readonly document: { readonly uri: values.Uri } } | undefined,
  showTextDocument: async (uri: { readonly path: string }) => {
    editor.documents.push(uri.path);
    editor.shownUris.push(uri);
    editor.tabs.fire(undefined);
  },
};

export const commands = {
  executeCommand: async (...call: readonly unknown[]) => void editor.ran.push(call),
  registerCommand: (id: string, run: (...args: readonly never[]) => unknown) => {
    editor.commands.set(id, run);
    return { dispose: () => void editor.commands.delete(id) };
  },
};

/** The language of the editor and of pages. */
export const env = {
  language: 'en' as Language,
  appHost: 'desktop',
  /** Opens a string unchanged and a `Uri` like VS Code, which does not keep its encoding. */
  openExternal: async (address: string | values.Uri) =>
    editor.opened.push(typeof address === 'string' ? address : encodeURI(address.toString(true))) > 0,
  clipboard: { writeText: async (text: string) => void editor.copied.push(text) },
};

export const version = '1.139.1';

/** Runs work in a language. */
export function sayIn<T>(language: Language, say: () => T): T {
  env.language = language;
  try {
    return say();
  } finally {
    env.language = 'en';
  }
}

const chinese: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(root, 'l10n/bundle.l10n.zh-cn.json'), 'utf8'),
);

/** The extension's texts in the language of `env`; throws for a missing translation. */
export const l10n = {
  t: (...given: L10nGiven): string => {
    const { sentence, key, values } = readMessage(given);
    const text = env.language === 'en' ? sentence : chinese[key];
    if (text === undefined) throw new Error(`No Chinese for: ${key}`);
    return text.replace(/\{(\d+)\}/g, (whole, at) => String(values[Number(at)] ?? whole));
  },
};

export const { languages, workspace } = fakeWorkspace;
export const {
  DataTransferItem,
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  EventEmitter,
  ConfigurationTarget,
  FileChangeType,
  FilePermission,
  FileSystemError,
  FileType,
  MarkdownString,
  Position,
  ProgressLocation,
  QuickInputButtons,
  QuickPickItemKind,
  Range,
  RelativePattern,
  StatusBarAlignment,
  TextDocumentSaveReason,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  ViewColumn,
} = values;

/** The members of the module at its first import, since tests replace some. */
const parts: readonly Record<string, unknown>[] = [
  window,
  commands,
  env,
  env.clipboard,
  l10n,
  languages,
  workspace,
  workspace.fs,
];
const firstMembers = parts.map((part) => ({ ...part }));

/** Restores the module as at its first import, without a workspace. */
export function resetModule(): void {
  for (const [at, part] of parts.entries()) {
    for (const name of Object.keys(part)) if (!Object.hasOwn(firstMembers[at] ?? {}, name)) delete part[name];
    Object.assign(part, firstMembers[at]);
  }
  resetEditor();
  fakeWorkspace.openFolders();
}
