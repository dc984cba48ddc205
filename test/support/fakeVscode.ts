import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../../scripts/ensure.mjs';
import type { Language } from './browser.js';
import { type L10nGiven, readMessage } from './l10nMessage.js';

/** The module `vscode` of unit and contract tests: its values behave as VS Code's do, its windows are recorded in `editor`. */

/** A message, a modal dialog or a text of the status bar that was shown. */
export interface ShownMessage {
  readonly kind: 'information' | 'warning' | 'error' | 'status';
  readonly text: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** What was shown and done, and what a user would do; a test that uses it calls `resetEditor` before each. */
export const editor = {
  shown: [] as ShownMessage[],
  /** Which button of a message is pressed; the last one that fits. */
  press: (_button: string, _message: ShownMessage): boolean => false,
  /** Commands that ran, each with its arguments. */
  ran: [] as (readonly unknown[])[],
  copied: [] as string[],
  opened: [] as string[],
};

/** A new window: nothing shown, English. */
export function resetEditor(): void {
  Object.assign(editor, { shown: [], press: () => false, ran: [], copied: [], opened: [] });
  env.language = 'en';
}

/** The texts of all that was shown, with details and buttons. */
export function shownTexts(): readonly string[] {
  return editor.shown.map(toText);
}

/** The texts of the modal dialogs alone. */
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
    return items.findLast((item) => editor.press(titleOf(item), message));
  };
}

const nothing = { dispose: () => undefined };
const never = () => nothing;

export const window = {
  showInformationMessage: show('information'),
  showWarningMessage: show('warning'),
  showErrorMessage: show('error'),
  setStatusBarMessage: (text: string) => void editor.shown.push({ kind: 'status', text, detail: '', buttons: [] }),
  withProgress: <Value>(_options: unknown, work: (progress: object, token: object) => Value): Value =>
    work({ report: () => undefined }, { isCancellationRequested: false, onCancellationRequested: never }),
  onDidChangeActiveTextEditor: never,
};

export const commands = {
  executeCommand: async (...call: readonly unknown[]) => void editor.ran.push(call),
};

/** The language is of the editor and of the parts of a page that is made for it. */
export const env = {
  language: 'en' as Language,
  openExternal: async (address: { toString(skipEncoding?: boolean): string }) => {
    editor.opened.push(address.toString(true));
    return true;
  },
  clipboard: { writeText: async (text: string) => void editor.copied.push(text) },
};

const chinese: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(root, 'l10n/bundle.l10n.zh-cn.json'), 'utf8'),
);

/** The sentences of the extension in the language of `env`; throws when one has no translation. */
export const l10n = {
  t: (...given: L10nGiven): string => {
    const { sentence, key, values } = readMessage(given);
    const text = env.language === 'en' ? sentence : chinese[key];
    if (text === undefined) throw new Error(`No Chinese for: ${key}`);
    return text.replace(/\{(\d+)\}/g, (whole, at) => String(values[Number(at)] ?? whole));
  },
};

/** An address of a file on a POSIX system, or of anything else as its text. */
export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
    readonly query: string,
    private readonly text: string,
  ) {}

  get fsPath(): string {
    return this.path;
  }

  static file(path: string): Uri {
    return new Uri('file', path, '', `file://${path}`);
  }

  static parse(text: string): Uri {
    const { protocol, pathname, search } = new URL(text);
    return new Uri(protocol.slice(0, -1), decodeURIComponent(pathname), search.slice(1), text);
  }

  static from({ scheme, path = '', query = '' }: { scheme: string; path?: string; query?: string }): Uri {
    return new Uri(scheme, path, query, `${scheme}:${path}${query && `?${query}`}`);
  }

  static joinPath(base: { readonly path: string }, ...parts: readonly string[]): Uri {
    return Uri.file(posix.join(base.path, ...parts));
  }

  toString(): string {
    return this.text;
  }
}

export class EventEmitter<Value> {
  private readonly listeners = new Set<(value: Value) => void>();

  readonly event = (listener: (value: Value) => void) => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  fire(value: Value): void {
    for (const listener of this.listeners) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export const Disposable = {
  from: (...parts: readonly { dispose(): unknown }[]) => ({
    dispose: () => {
      for (const part of parts) part.dispose();
    },
  }),
};

export class TreeItem {
  constructor(
    readonly label: unknown,
    readonly collapsibleState?: number,
  ) {}
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export class MarkdownString {
  constructor(readonly value: string) {}
}

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}

export class Range {
  constructor(
    readonly start: Position,
    readonly end: Position,
  ) {}
}

export class Diagnostic {
  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity?: number,
  ) {}
}

export class RelativePattern {
  constructor(
    readonly base: Uri,
    readonly pattern: string,
  ) {}
}

export class FileSystemError extends Error {
  readonly code = 'FileNotFound';
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const QuickInputButtons = { Back: 'back' };
export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 };
export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 };
export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };
