import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Disposable } from 'vscode';
import { Signal } from '../../../../../src/core/signal.js';
import { registerMappedContext } from '../../../../../src/features/publishing/mapping/mappedContextKeys.js';
import type { MappedFolderDeps } from '../../../../../src/features/publishing/mapping/mappedFolderPaths.js';
import { MappedFolderWatcher } from '../../../../../src/features/publishing/mapping/mappedFolderWatcher.js';
import type { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import { createMemoryFiles, type MemoryFiles } from '../../../../support/memoryFiles.js';
import { createVirtualClock, type VirtualClock } from '../../../../support/virtualClock.js';

type Listener = (uri: object) => void;

const { context, watchers, tree } = vi.hoisted(() => ({
  context: new Map<string, unknown>(),
  watchers: [] as { created: Listener; deleted: Listener }[],
  tree: { paths: (): readonly string[] => [] },
}));

vi.mock('vscode', async () => {
  const { l10n } = await import('../../../../support/fakeVscode.js');
  const { posix } = await import('node:path');
  const toUri = (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` });
  const on = () => ({ dispose: () => undefined });
  const stat = async ({ path }: { path: string }) => {
    if (tree.paths().includes(path)) return { type: 1 };
    if (tree.paths().some((file) => file.startsWith(`${path}/`))) return { type: 2 };
    throw new Error(`not there: ${path}`);
  };
  class RelativePattern {
    constructor(readonly base: { readonly path: string }) {}
  }
  const findFiles = async ({ base }: RelativePattern, _exclude: string, most: number) => {
    const found = tree.paths().filter((path) => path.startsWith(`${base.path}/`));
    return found.slice(0, most).map(toUri);
  };
  const createFileSystemWatcher = () => {
    const watcher: { created: Listener; deleted: Listener } = { created: () => undefined, deleted: () => undefined };
    watchers.push(watcher);
    const set = (event: 'created' | 'deleted') => (listener: Listener) => {
      watcher[event] = listener;
      return { dispose: () => undefined };
    };
    const dispose = () => void watchers.splice(watchers.indexOf(watcher), 1);
    return { onDidCreate: set('created'), onDidChange: on, onDidDelete: set('deleted'), dispose };
  };
  return {
    l10n,
    RelativePattern,
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    Uri: { file: toUri, joinPath: ({ path }: { path: string }, ...more: string[]) => toUri(posix.join(path, ...more)) },
    Disposable: {
      from: (...parts: { dispose(): void }[]) => ({ dispose: () => parts.forEach((it) => void it.dispose()) }),
    },
    EventEmitter: class {},
    commands: { executeCommand: async (_name: string, key: string, value: unknown) => void context.set(key, value) },
    window: { onDidChangeActiveTextEditor: on },
    workspace: {
      fs: { stat },
      findFiles,
      createFileSystemWatcher,
      onDidCreateFiles: on,
      onDidRenameFiles: on,
    },
  };
});

let clock: VirtualClock;
let disk: MemoryFiles;
let listings: number;
let registered: { dispose(): void } | undefined;
const changed = new Signal<void>();

beforeEach(() => {
  context.clear();
  watchers.splice(0);
  clock = createVirtualClock();
  disk = createMemoryFiles(clock);
  listings = 0;
  tree.paths = () => [...disk.files.keys()];
});
afterEach(() => registered?.dispose());

/** Opens the workspace /w with this mapped folder. */
async function open(folder: string): Promise<void> {
  const root = toUri('/w');
  const uri = toUri(folder === '' ? '/w' : `/w/${folder}`);
  const mappingStore = {
    folders: [{ folder: { uri: root }, uri, mapping: {} }],
    get: () => undefined,
    roots: [{ uri: root }],
    onDidChange: changed.event,
  };
  const listFolders: MemoryFiles['listFolders'] = (...given) => {
    listings++;
    return disk.listFolders(...given);
  };
  const watcher = new MappedFolderWatcher(mappingStore as unknown as MappingStore);
  const deps = { clock, watcher, files: { ...disk, listFolders }, log: { debug: () => undefined } };
  const keys = registerMappedContext(mappingStore as unknown as MappingStore, deps as unknown as MappedFolderDeps);
  registered = Disposable.from(watcher, keys);
  changed.fire();
  await clock.settle();
}

async function tell(event: 'created' | 'deleted', ...paths: readonly string[]): Promise<void> {
  for (const path of paths) for (const watcher of [...watchers]) watcher[event](toUri(path));
  await clock.settle();
}

function toUri(path: string) {
  return { scheme: 'file', path, fsPath: path, toString: () => `file://${path}` };
}

const save = (...paths: readonly string[]) => paths.forEach((path) => void disk.save(path, 'x'));
const mapped = () => [...(context.get('ossCdn.mappedFolders') as readonly string[])].sort();
const publishable = () => [...(context.get('ossCdn.publishableFolders') as readonly string[])].sort();

test('the folders of a mapped one have the entries, those around it the one to publish as well', async () => {
  save('/w/a/site/css/deep/a.css', '/w/a/site/node_modules/x/y.js', '/w/a/site/.git/HEAD', '/w/other/b.js');
  await open('a/site');
  expect(mapped()).toEqual(['/w/a/site', '/w/a/site/css', '/w/a/site/css/deep']);
  expect(publishable()).toEqual(['/w', '/w/a', ...mapped()]);
});

test('no folder is lost among many files', async () => {
  for (let at = 0; at < 10_000; at++) save(`/w/dist/f${at}.js`);
  save('/w/dist/last/a.js');
  await open('dist');
  expect(mapped()).toEqual(['/w/dist', '/w/dist/last']);
});

test.each([
  ['reported by its name', ['/w/dist/assets']],
  ['reported by a file in it', ['/w/dist/assets/img/a.svg']],
  ['that comes with the mapped one', ['/w/dist']],
])('a folder %s that is made outside of the editor has the entries', async (_how, notified) => {
  await open('dist');
  save('/w/dist/assets/img/a.svg');
  await tell('created', ...notified);
  await clock.advance(1_000);
  expect(mapped()).toEqual(['/w/dist', '/w/dist/assets', '/w/dist/assets/img']);
});

test('of a folder around the mapped one, too', async () => {
  await open('a/dist');
  save('/w/a/dist/assets/b.js');
  await tell('created', '/w/a');
  await clock.advance(1_000);
  expect(mapped()).toEqual(['/w/a/dist', '/w/a/dist/assets']);
});

test.each([['/w/dist/assets'], ['/w/dist']])(
  'once %s is deleted outside of the editor its entries go',
  async (gone) => {
    save('/w/dist/assets/a.js');
    await open('dist');
    disk.remove('/w/dist/assets/a.js');
    await tell('deleted', gone);
    await clock.advance(1_000);
    expect(mapped()).toEqual(['/w/dist']);
  },
);

test('folders that appear together are listed once, and those that appear meanwhile once more', async () => {
  await open('dist');
  listings = 0;
  const made = Array.from({ length: 30 }, (_, at) => `/w/dist/d${at}/a.js`);
  save(...made);
  await tell('created', ...made);
  await clock.advance(1_000);
  expect([listings, mapped().length]).toEqual([1, 31]);
  await tell('created', '/w/dist/x');
  expect(listings).toBe(1);
  save('/w/dist/x/a.js');
  await tell('created', '/w/dist/x/a.js');
  await clock.advance(1_000);
  expect([listings, mapped().length]).toEqual([2, 32]);
});

test('files that come and go in known folders, and whatever is elsewhere, have nothing listed', async () => {
  save('/w/dist/a.js', '/w/dist/node_modules/x/y.js', '/w/other/z/a.js', '/w/dist/.git/index');
  await open('dist');
  listings = 0;
  await tell('created', '/w/dist/a.js', '/w/dist/node_modules/x/y.js', '/w/other/z', '/w/dist/.git/index');
  await tell('deleted', '/w/dist/a.js', '/w/dist/node_modules/x', '/w/other/z');
  await clock.advance(1_000);
  expect(listings).toBe(0);
});

test('a workspace folder is watched once however often mappings change, and no longer after the end', async () => {
  await open('dist');
  changed.fire();
  await clock.settle();
  expect(watchers).toHaveLength(1);
  registered?.dispose();
  expect([watchers, clock.waiting]).toEqual([[], 0]);
});
