import { afterEach, beforeEach, expect, test } from 'vitest';
import { Disposable, Uri } from 'vscode';
import { Signal } from '../../../../../src/core/signal.js';
import type { MappedFolderDeps } from '../../../../../src/features/publishing/mapping/mappedContextKeys.js';
import { registerMappedContext } from '../../../../../src/features/publishing/mapping/mappedContextKeys.js';
import { MappedFolderWatcher } from '../../../../../src/features/publishing/mapping/mappedFolderWatcher.js';
import type { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { disk as editorDisk, notifyWatchers, watchers } from '../../../../support/fakeWorkspace.js';
import { createMemoryFiles, type MemoryFiles } from '../../../../support/memoryFiles.js';
import { createVirtualClock, type VirtualClock } from '../../../../support/virtualClock.js';

let clock: VirtualClock;
let disk: MemoryFiles;
let listings: number;
let registered: { dispose(): void } | undefined;
const changed = new Signal<void>();

beforeEach(() => {
  resetEditor();
  clock = createVirtualClock();
  disk = createMemoryFiles(clock);
  listings = 0;
});
afterEach(() => registered?.dispose());

/** Opens the workspace /w with this mapped folder. */
async function open(folder: string): Promise<void> {
  const root = Uri.file('/w');
  const uri = Uri.file(folder === '' ? '/w' : `/w/${folder}`);
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
  for (const path of paths) notifyWatchers(event, path);
  await clock.settle();
}

function save(...paths: readonly string[]): void {
  for (const path of paths) {
    disk.save(path, 'x');
    editorDisk.files.set(path, 'x');
  }
}

function remove(path: string): void {
  disk.remove(path);
  editorDisk.files.delete(path);
}

const contextOf = (key: string) => editor.ran.findLast(([, each]) => each === key)?.[2] as readonly string[];
const mapped = () => [...contextOf('ossCdn.mappedFolders')].sort();
const publishable = () => [...contextOf('ossCdn.publishableFolders')].sort();

test('a mapped folder and its subfolders have the menu entries, and their parents only the one to publish', async () => {
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
])('a folder %s that is created outside of the editor has the menu entries', async (_how, notified) => {
  await open('dist');
  save('/w/dist/assets/img/a.svg');
  await tell('created', ...notified);
  await clock.advance(1_000);
  expect(mapped()).toEqual(['/w/dist', '/w/dist/assets', '/w/dist/assets/img']);
});

test('a parent of the mapped folder that is created outside of the editor has the menu entry', async () => {
  await open('a/dist');
  save('/w/a/dist/assets/b.js');
  await tell('created', '/w/a');
  await clock.advance(1_000);
  expect(mapped()).toEqual(['/w/a/dist', '/w/a/dist/assets']);
});

test.each([['/w/dist/assets'], ['/w/dist']])(
  'the menu entries are removed when %s is deleted outside of the editor',
  async (gone) => {
    save('/w/dist/assets/a.js');
    await open('dist');
    remove('/w/dist/assets/a.js');
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
  expect({ listings, mapped: mapped().length }).toEqual({ listings: 1, mapped: 31 });
  await tell('created', '/w/dist/x');
  expect(listings).toBe(1);
  save('/w/dist/x/a.js');
  await tell('created', '/w/dist/x/a.js');
  await clock.advance(1_000);
  expect({ listings, mapped: mapped().length }).toEqual({ listings: 2, mapped: 32 });
});

test('files that appear and disappear in known folders, and changes elsewhere, cause no listing', async () => {
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
  expect(watchers.size).toBe(1);
  registered?.dispose();
  expect({ watchers: watchers.size, waiting: clock.waiting }).toEqual({ watchers: 0, waiting: 0 });
});
