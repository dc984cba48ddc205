import { posix } from 'node:path';
import picomatch from 'picomatch';
import { EventEmitter, FileSystemError, FileType, type RelativePattern, Uri } from './vscodeValues.js';

/** The used part of a file system. */
interface FileSystemProvider {
  readFile(uri: unknown): Uint8Array;
  stat(uri: unknown): unknown;
}

/** The workspace of the fake `vscode`: files in memory, and events that tests fire. */

type Path = { readonly path: string };
type FileEvent = 'created' | 'changed' | 'deleted';
type Watcher = { fits(path: string): boolean } & Readonly<Record<FileEvent, EventEmitter<Uri>>>;

/** The disk and the accesses to it. */
export const disk = {
  /** Files with their text, and folders without one, by path. A folder also exists if something is below it. */
  files: new Map<string, string | undefined>(),
  /** When folders were created, ms. */
  born: new Map<string, number>(),
  /** Paths that were read, written, opened or checked. */
  touched: [] as string[],
};

/** Problems by file. */
export const diagnostics = new Map<string, readonly { readonly message: string; readonly code?: string }[]>();
export const settings = new Map<string, unknown>();
export const watchers = new Set<Watcher>();
/** Content providers by scheme. */
export const providers = new Map<
  string,
  {
    provideTextDocumentContent(uri: unknown): Promise<string>;
    onDidChange?(listener: (uri: { readonly query: string }) => void): unknown;
  }
>();

/** Registered file systems by scheme. */
export const fileSystems = new Map<string, FileSystemProvider>();

/** The events of the workspace, fired by tests. */
export const workspaceEvents = {
  onDidChangeConfiguration: new EventEmitter<unknown>(),
  onDidChangeTextDocument: new EventEmitter<unknown>(),
  onDidChangeWorkspaceFolders: new EventEmitter<unknown>(),
  onDidCloseTextDocument: new EventEmitter<unknown>(),
  onDidCreateFiles: new EventEmitter<unknown>(),
  onDidDeleteFiles: new EventEmitter<unknown>(),
  onDidGrantWorkspaceTrust: new EventEmitter<unknown>(),
  onDidOpenTextDocument: new EventEmitter<unknown>(),
  onDidRenameFiles: new EventEmitter<unknown>(),
  onDidSaveTextDocument: new EventEmitter<unknown>(),
  onWillSaveTextDocument: new EventEmitter<unknown>(),
};

type Events = { readonly [Name in keyof typeof workspaceEvents]: EventEmitter<unknown>['event'] };

const isFolder = (path: string) =>
  disk.files.has(path) || [...disk.files.keys()].some((file) => file.startsWith(`${path}/`));

function touch({ path }: Path): string | undefined {
  disk.touched.push(path);
  return disk.files.get(path);
}

const fs = {
  stat: async (uri: Path) => {
    const text = touch(uri);
    if (text !== undefined) return { type: FileType.File, ctime: 0, mtime: 1, size: Buffer.byteLength(text) };
    if (!isFolder(uri.path)) throw new FileSystemError(uri.path);
    return { type: FileType.Directory, ctime: disk.born.get(uri.path) ?? 0, mtime: 1, size: 0 };
  },
  readDirectory: async ({ path }: Path) => {
    const below = [...disk.files.keys()].filter((file) => file.startsWith(`${path}/`));
    const names = new Set(below.map((file) => file.slice(path.length + 1).split('/')[0] ?? ''));
    return [...names].map(
      (name) => [name, disk.files.get(`${path}/${name}`) === undefined ? FileType.Directory : FileType.File] as const,
    );
  },
  readFile: async (uri: Path) => {
    const text = touch(uri);
    if (text === undefined) throw new FileSystemError(uri.path);
    return new TextEncoder().encode(text);
  },
  writeFile: async (uri: Path, bytes: Uint8Array) => {
    touch(uri);
    disk.files.set(uri.path, new TextDecoder().decode(bytes));
  },
};

export const workspace = {
  ...(Object.fromEntries(Object.entries(workspaceEvents).map(([name, { event }]) => [name, event])) as Events),
  isTrusted: true,
  applyEdit: async (_edit: unknown) => true,
  /** Saves the editor of a document. Set by tests that have editors. */
  save: async (_uri: Path): Promise<unknown> => undefined,
  workspaceFolders: [] as { readonly uri: Uri; readonly name: string; readonly index: number }[],
  textDocuments: [] as { readonly uri: Path; getText(): string }[],
  fs,
  /** The innermost folder, as in VS Code. */
  getWorkspaceFolder: ({ path }: Path) =>
    workspace.workspaceFolders
      .filter(({ uri }) => path === uri.path || path.startsWith(`${uri.path.replace(/\/$/, '')}/`))
      .sort((left, right) => left.uri.path.length - right.uri.path.length)
      .at(-1),
  asRelativePath: (uri: Path) => {
    const folder = workspace.getWorkspaceFolder(uri);
    return folder ? posix.relative(folder.uri.path, uri.path) : uri.path;
  },
  openTextDocument: async (uri: Path) => void touch(uri),
  getConfiguration: () => ({
    get: (name: string) => settings.get(name),
    inspect: (name: string) => ({ defaultValue: `the default of ${name}` }),
  }),
  registerTextDocumentContentProvider: (
    scheme: string,
    provider: { provideTextDocumentContent(uri: unknown): Promise<string> },
  ) => {
    providers.set(scheme, provider);
    return { dispose: () => void providers.delete(scheme) };
  },
  registerFileSystemProvider: (scheme: string, provider: FileSystemProvider) => {
    // As VS Code does, at once.
    for (const name of [
      'watch',
      'stat',
      'readDirectory',
      'createDirectory',
      'readFile',
      'writeFile',
      'delete',
      'rename',
    ])
      if (typeof Reflect.get(provider, name) !== 'function') throw new Error(`MISSING ${name}`);
    fileSystems.set(scheme, provider);
    return { dispose: () => void fileSystems.delete(scheme) };
  },
  createFileSystemWatcher: (pattern: string | RelativePattern) => {
    const { base, pattern: glob } = typeof pattern === 'string' ? { base: Uri.file(''), pattern } : pattern;
    const matches = picomatch(glob, { dot: true });
    const fits = (path: string) => path.startsWith(`${base.path}/`) && matches(path.slice(base.path.length + 1));
    const watcher = {
      fits,
      created: new EventEmitter<Uri>(),
      changed: new EventEmitter<Uri>(),
      deleted: new EventEmitter<Uri>(),
    };
    watchers.add(watcher);
    return {
      onDidCreate: watcher.created.event,
      onDidChange: watcher.changed.event,
      onDidDelete: watcher.deleted.event,
      dispose: () => void watchers.delete(watcher),
    };
  },
};

export const languages = {
  createDiagnosticCollection: () => ({
    set: ({ path }: Path, list: readonly { readonly message: string }[]) => void diagnostics.set(path, list),
    clear: () => diagnostics.clear(),
    dispose: () => diagnostics.clear(),
  }),
};

/** Opens these workspace folders. */
export function openFolders(...paths: readonly string[]): void {
  workspace.workspaceFolders = paths.map((path, index) => ({ uri: Uri.file(path), name: posix.basename(path), index }));
}

/** Fires file events for a path like VS Code's watchers. */
export function notifyWatchers(event: FileEvent, path: string): void {
  for (const watcher of [...watchers]) if (watcher.fits(path)) watcher[event].fire(Uri.file(path));
}

/** Resets to a trusted workspace with one empty folder and no listeners. */
export function resetWorkspace(): void {
  for (const kept of [disk.files, disk.born, diagnostics, settings, watchers, providers, fileSystems]) kept.clear();
  for (const event of Object.values(workspaceEvents)) event.dispose();
  disk.touched = [];
  Object.assign(workspace, { isTrusted: true, textDocuments: [] });
  openFolders('/w');
}
