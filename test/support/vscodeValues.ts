import { posix } from 'node:path';

/** The classes and constants of the fake `vscode`. */

/** The URI of a POSIX file, or any other text. */
export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
    readonly query: string,
    private readonly text: string,
    readonly authority = '',
  ) {}

  get fsPath(): string {
    return this.path;
  }

  static file(path: string): Uri {
    return new Uri('file', path, '', `file://${path}`);
  }

  static parse(text: string): Uri {
    const { protocol, host, pathname, search } = new URL(text);
    return new Uri(protocol.slice(0, -1), decodeURIComponent(pathname), search.slice(1), text, host);
  }

  static from({ scheme, path = '', query = '' }: { scheme: string; path?: string; query?: string }): Uri {
    return new Uri(scheme, path, query, `${scheme}:${path}${query && `?${query}`}`);
  }

  static joinPath(base: { readonly path: string }, ...parts: readonly string[]): Uri {
    return Uri.file(posix.join(base.path, ...parts));
  }

  toString(skipEncoding = false): string {
    return skipEncoding ? decodeURIComponent(this.text) : this.text;
  }
}

export class EventEmitter<Value> {
  private readonly listeners = new Set<(value: Value) => void>();

  readonly event = (listener: (value: Value) => void) => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  fire(value: Value): void {
    for (const listener of this.listeners) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export class Disposable {
  constructor(readonly dispose: () => unknown) {}

  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }
}

export class TreeItem {
  constructor(
    readonly label: unknown,
    readonly collapsibleState?: number,
  ) {}
}

export class DataTransferItem {
  constructor(readonly value: unknown) {}
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
    readonly severity: number = DiagnosticSeverity.Error,
  ) {}
}

export class RelativePattern {
  constructor(
    readonly base: Uri,
    readonly pattern: string,
  ) {}
}

/** A text, or the address of a file. */
type Named = string | { readonly path: string };

export class FileSystemError extends Error {
  constructor(
    what: Named = '',
    readonly code = 'FileNotFound',
  ) {
    super(typeof what === 'string' ? what : what.path);
  }

  static readonly FileNotFound = (what?: Named) => new FileSystemError(what);
  static readonly FileExists = (what?: Named) => new FileSystemError(what, 'FileExists');
  static readonly NoPermissions = (what?: Named) => new FileSystemError(what, 'NoPermissions');
  static readonly Unavailable = (what?: Named) => new FileSystemError(what, 'Unavailable');
}

export const FilePermission = { Readonly: 1 };
export const TextDocumentSaveReason = { Manual: 1, AfterDelay: 2, FocusOut: 3 };
export const ConfigurationTarget = { Global: 1 };

export const FileChangeType = { Changed: 1, Created: 2, Deleted: 3 };

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const QuickInputButtons = { Back: 'back' };
export const ViewColumn = { Active: -1 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 };
export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 };
export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };
