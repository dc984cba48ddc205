import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Uri } from 'vscode';
import { Signal } from '../../../../../src/core/signal.js';
import { MappedFolderWatcher } from '../../../../../src/features/publishing/mapping/mappedFolderWatcher.js';
import type { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import { MissingFolders } from '../../../../../src/features/publishing/mapping/missingFolders.js';
import type { FeatureDeps } from '../../../../../src/host/deps.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

interface Watcher {
  readonly place: string;
  readonly listeners: ((uri: object) => void)[];
}

const { tree, editors, notes, watchers, events } = vi.hoisted(() => ({
  /** Files with their text, folders with none. */
  tree: new Map<string, string | undefined>(),
  editors: [] as { readonly uri: object; getText(): string }[],
  notes: new Map<string, readonly object[]>(),
  watchers: [] as Watcher[],
  events: new Map<string, (event: object) => void>(),
}));

vi.mock('vscode', async () => {
  const { l10n } = await import('../../../../support/fakeVscode.js');
  const { posix } = await import('node:path');
  const toUri = (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` });
  const stat = async ({ path }: { path: string }) => {
    if (!tree.has(path)) throw new Error(`not there: ${path}`);
    return { type: tree.get(path) === undefined ? 2 : 1 };
  };
  class FileSystemError extends Error {
    readonly code = 'FileNotFound';
  }
  const readFile = async ({ path }: { path: string }) => {
    const text = tree.get(path);
    if (text === undefined) throw new FileSystemError(path);
    return new TextEncoder().encode(text);
  };
  const createFileSystemWatcher = ({ base }: { readonly base: { readonly path: string } }) => {
    const watcher: Watcher = { place: base.path, listeners: [] };
    watchers.push(watcher);
    const on = (listener: (uri: object) => void) => {
      watcher.listeners.push(listener);
      return { dispose: () => undefined };
    };
    return {
      onDidCreate: on,
      onDidChange: () => ({ dispose: () => undefined }),
      onDidDelete: on,
      dispose: () => void watchers.splice(watchers.indexOf(watcher), 1),
    };
  };
  const hear = (name: string) => (listener: (event: object) => void) => {
    events.set(name, listener);
    return { dispose: () => void events.delete(name) };
  };
  const collection = {
    clear: () => notes.clear(),
    set: ({ path }: { path: string }, list: readonly object[]) => void notes.set(path, list),
    dispose: () => notes.clear(),
  };
  return {
    l10n,
    Uri: { file: toUri, joinPath: ({ path }: { path: string }, ...more: string[]) => toUri(posix.join(path, ...more)) },
    Disposable: {
      from: (...parts: { dispose(): void }[]) => ({ dispose: () => parts.forEach((part) => void part.dispose()) }),
    },
    Position: class {
      constructor(
        readonly line: number,
        readonly character: number,
      ) {}
    },
    Range: class {
      constructor(
        readonly start: object,
        readonly end: object,
      ) {}
    },
    Diagnostic: class {
      constructor(
        readonly range: object,
        readonly message: string,
      ) {}
    },
    DiagnosticSeverity: { Warning: 1, Information: 2 },
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    FileSystemError,
    RelativePattern: class {
      constructor(readonly base: object) {}
    },
    languages: { createDiagnosticCollection: () => collection },
    workspace: {
      isTrusted: true,
      workspaceFolders: [{ uri: toUri('/w'), name: 'w' }],
      textDocuments: editors,
      fs: { stat, readFile },
      createFileSystemWatcher,
      onDidOpenTextDocument: hear('open'),
      onDidCloseTextDocument: hear('close'),
      onDidChangeTextDocument: hear('change'),
      onDidRenameFiles: hear('rename'),
      onDidDeleteFiles: hear('delete'),
    },
  };
});

const file = '/w/.vscode/oss-cdn.json';
const textOf = (...folders: readonly string[]) => JSON.stringify({ mappings: folders.map((folder) => ({ folder })) });
const changed = new Signal<void>();
/** Where paths lead, as far as they are written otherwise on disk. */
const real = new Map<string, string>();
let missing: MissingFolders | undefined;
let watcher: MappedFolderWatcher | undefined;

function open(...folders: readonly string[]): void {
  tree.set(file, textOf(...folders));
  const realPath = async (path: string) => real.get(path) ?? path;
  const deps = {
    clock: createVirtualClock(),
    files: { realPath },
    log: { debug: () => undefined },
  } as unknown as FeatureDeps;
  const mappingStore = { onDidChange: changed.event, roots: [{ uri: Uri.file('/w') }] } as unknown as MappingStore;
  watcher = new MappedFolderWatcher(mappingStore);
  missing = new MissingFolders(mappingStore, watcher, deps);
  changed.fire();
}

function tell(path: string): void {
  for (const { place, listeners } of watchers)
    if (path.startsWith(`${place}/`)) for (const listener of listeners) listener(Uri.file(path));
}

const shows = async (...messages: readonly string[]) =>
  vi.waitFor(() => {
    const found = (notes.get(file) ?? []) as { readonly message: string }[];
    expect(found.map(({ message }) => /^Folder (.*) does not exist yet/.exec(message)?.[1])).toEqual(messages);
  });

beforeEach(() => {
  tree.clear();
  editors.splice(0);
  real.clear();
});

afterEach(() => {
  missing?.dispose();
  watcher?.dispose();
  expect([notes.size, watchers.length, events.size]).toEqual([0, 0, 0]);
});

test('a mapped folder that is not there is reported at its field, as no more than an information', async () => {
  tree.set('/w/site', undefined);
  tree.set('/w/notes', 'a file');
  open('site', 'dist', 'notes', '.');
  await shows('dist', 'notes');
  const start = textOf('site', 'dist').indexOf('"dist"');
  expect(notes.get(file)?.[0]).toMatchObject({
    severity: 2,
    source: 'OSS + CDN',
    code: 'noFolder',
    range: { start: { line: 0, character: start }, end: { line: 0, character: start + '"dist"'.length } },
  });
});

test('it is reported for as long as the folder is not there, whatever program creates and deletes it', async () => {
  open('web/dist');
  await shows('web/dist');
  for (const path of ['/w/web', '/w/web/dist']) tree.set(path, undefined);
  tell('/w/web');
  await shows();
  tree.delete('/w/web/dist');
  tell('/w/web/dist');
  await shows('web/dist');
});

test.each(['rename', 'delete'])('it is looked for again after a %s in the Explorer', async (event) => {
  tree.set('/w/site', undefined);
  open('site', 'dist');
  await shows('dist');
  tree.delete('/w/site');
  events.get(event)?.({});
  await shows('site', 'dist');
});

test('what an editor shows counts before the disk, until it is closed', async () => {
  open('dist');
  await shows('dist');
  const document = { uri: Uri.file(file), getText: () => textOf('build') };
  editors.push(document);
  events.get('change')?.({ document });
  await shows('build');
  editors.splice(0);
  events.get('close')?.(document);
  await shows('dist');
});

test('a folder that is there only by another case is told of', async () => {
  for (const folder of ['site', 'Dist', 'linked']) tree.set(`/w/${folder}`, undefined);
  real.set('/w/Dist', '/w/dist');
  real.set('/w/linked', '/w/elsewhere');
  open('site', 'Dist', 'linked');
  await vi.waitFor(() =>
    expect(notes.get(file)).toMatchObject([
      { code: 'otherCase', message: expect.stringMatching(/different letter case.*: Dist$/) },
    ]),
  );
});
