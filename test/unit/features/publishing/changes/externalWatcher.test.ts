import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import type { Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { Signal } from '../../../../../src/core/signal.js';
import { ExternalWatcher } from '../../../../../src/features/publishing/changes/externalWatcher.js';
import { MappedFolderWatcher } from '../../../../../src/features/publishing/mapping/mappedFolderWatcher.js';
import type { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { disk, notifyWatchers, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { createVirtualClock, type VirtualClock } from '../../../../support/virtualClock.js';

const root = Uri.file('/w');
let clock: VirtualClock;
let batches: { readonly keys: readonly string[]; readonly held: boolean }[];
let watch: ExternalWatcher | undefined;
let folders: MappedFolderWatcher | undefined;
let listed: string[];
/** Files that were read although they are not published yet. */
let readAhead: (readonly string[])[];
let known: unknown[];
let account: { readonly id: string } | undefined;
let maps: 'published' | undefined;
/** What is kept until a user is signed in: its kind and its paths. */
let signedOutChanges: { readonly kind: string; readonly paths: readonly string[] }[];

/** What is loaded late is there from the start: the virtual clock waits for no file. */
beforeAll(() => import('../../../../../src/features/publishing/changes/lostChanges.js'));
beforeEach(() => {
  resetWorkspace();
  batches = [];
  listed = [];
  readAhead = [];
  known = [];
  account = { id: '1' };
  maps = undefined;
  signedOutChanges = [];
  clock = createVirtualClock();
});
afterEach(() => {
  watch?.dispose();
  folders?.dispose();
});

/** Watches one mapped folder of the workspace /w. */
async function open(folder: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [path, text] of Object.entries(files)) disk.files.set(path, text);
  const top = folder === '' ? '/w' : `/w/${folder}`;
  const mapping: Mapping = {
    folder,
    bucket: { name: 'site', region: 'cn-hangzhou' },
    prefix: '',
    domains: ['img.example.com'],
    onSave: 'publish',
    watch: ['**'],
  };
  const get = (uri: { path: string }) => {
    if (!uri.path.startsWith(`${top}/`)) return undefined;
    const inside = uri.path.slice(top.length + 1);
    return { uri, folder: { uri: root }, mapping, label: uri.path.slice(3), inside, key: inside };
  };
  const changed = new Signal<void>();
  const mappingStore = {
    identify: async () => undefined,
    repositoryOf: () => '',
    folders: [{ folder: { uri: root }, uri: Uri.file(top), mapping }],
    get,
    getLeftOut: () => undefined,
    rulesOf: () => ({ includes: () => true, watches: () => true, headersOf: () => ({}) }),
    roots: [{ uri: root }],
    onDidChange: changed.event,
  };
  const folderWatcher = new MappedFolderWatcher(mappingStore as unknown as MappingStore);
  folders = folderWatcher;
  const publishing = {
    mappingStore,
    deps: {
      clock,
      files: {
        realPath: async (path: string) => (disk.files.has(path) ? path : undefined),
        list,
        stat: async (path: string) => (disk.files.has(path) ? { size: 1, mtimeMs: 1 } : undefined),
        readRange: async (path: string) => new TextEncoder().encode(disk.files.get(path)),
      },
      log: { debug: () => undefined, failure: () => undefined },
      session: { account },
    },
    consentPrompt: { isGiven: async () => true },
    pause: { isOn: false },
    placeHeads: { note: () => undefined },
    compared: new Map(),
    sourceMaps: { get: () => maps },
    signedOutChanges: {
      record: async (paths: readonly string[], kind: string) => void signedOutChanges.push({ kind, paths }),
    },
    publisher: {
      enqueue: async (publications: readonly { key: string; bases?: unknown }[], held: boolean) => {
        known.push(publications.map(({ bases }) => bases));
        batches.push({ keys: publications.map(({ key }) => key), held });
      },
    },
  } as unknown as Publishing;
  const bases = {
    takeChanged: ({ path }: Uri) => ({ size: 1, md5: `before ${path}` }),
    readAhead: async (uris: readonly Uri[]) => void readAhead.push(uris.map((uri) => uri.path)),
  };
  watch = new ExternalWatcher(publishing, folderWatcher, bases);
  changed.fire();
  await clock.settle();
}

/** What the disk lists below a folder. */
async function list(folder: string): Promise<readonly { readonly path: string }[]> {
  listed.push(folder);
  const paths = [...disk.files.keys()].filter((path) => path.startsWith(`${folder}/`));
  return paths.map((path) => ({ path: path.slice(folder.length + 1) }));
}

/** Fires file events for a path like VS Code's watchers. */
async function tell(path: string, event: 'created' | 'changed'): Promise<void> {
  notifyWatchers(event, path);
  await clock.settle();
}

/** Writes a file, and the watchers tell of it. */
async function write(path: string): Promise<void> {
  disk.files.set(path, `${clock.now()}`);
  await tell(path, 'changed');
}

test.each<[string, string, Readonly<Record<string, string>>, string]>([
  ['of the workspace folder', 'site', { '/w/.git/HEAD': 'x' }, '/w/.git/HEAD'],
  ['around the workspace folder', 'site', { '/.git/HEAD': 'x' }, '/.git/HEAD'],
  ['that is the mapped folder', 'site', { '/w/site/.git/HEAD': 'x' }, '/w/site/.git/HEAD'],
  [
    'that is a submodule',
    'site',
    { '/w/.git/HEAD': 'x', '/w/site/.git': 'gitdir: ../.git/modules/site' },
    '/w/.git/modules/site/HEAD',
  ],
  ['between the two', 'a/site', { '/w/a/.git/HEAD': 'x' }, '/w/a/.git/index'],
  ['further inside', '', { '/w/site/.git/HEAD': 'x' }, '/w/site/.git/index.lock'],
  ['that is made later', 'a/site', {}, '/w/.git/HEAD'],
  ['that is made between the two later', 'a/site', {}, '/w/a/.git/HEAD'],
])('a branch switch in a repository %s holds the files that it changes', async (_where, folder, files, changed) => {
  await open(folder, files);
  await write(changed);
  await write(`/w/${folder}/index.html`.replace('//', '/'));
  await clock.advance(3_000);
  expect(batches).toEqual([{ keys: ['index.html'], held: true }]);
});

test('an external change carries the previous content, and is read ahead while it is held', async () => {
  await open('site', { '/w/.git/HEAD': 'x' });
  await write('/w/site/index.html');
  await clock.advance(10_000);
  expect(readAhead).toEqual([]);
  await write('/w/.git/HEAD');
  await write('/w/site/index.html');
  await clock.advance(10_000);
  const bases = [[{ size: 1, md5: 'before /w/site/index.html' }]];
  expect({ held: batches.map(({ held }) => held), known, readAhead }).toEqual({
    held: [false, true],
    known: [bases, bases],
    readAhead: [['/w/site/index.html']],
  });
});

test.each([['/w/.git/objects/ab/cdef'], ['/w/.git/worktrees/other/HEAD'], ['/elsewhere/.git/HEAD']])(
  'what changes after %s is published at once',
  async (changed) => {
    await open('site', { '/w/.git/HEAD': 'x' });
    await write(changed);
    await write('/w/site/index.html');
    await clock.advance(3_000);
    expect(batches).toEqual([{ keys: ['index.html'], held: false }]);
  },
);

test.each<[string, string, readonly string[]]>([
  ['in the mapped folder', 'site', ['/w/site/assets']],
  ['with others inside', 'site', ['/w/site/assets/img', '/w/site/assets', '/w/site/assets/img/small']],
  ['that is the mapped one', 'site/assets', ['/w/site/assets']],
  ['that holds the mapped one', 'site/assets', ['/w/site']],
])('all files of a folder %s that is recreated are published, listed once', async (_where, folder, made) => {
  await open(folder);
  disk.files.set('/w/site/assets/app.js', '1');
  disk.files.set('/w/site/assets/img/small/logo.svg', '1');
  disk.files.set('/w/other/readme.md', '1');
  for (const path of made) await tell(path, 'created');
  await clock.advance(3_000);
  const prefix = folder === 'site' ? 'assets/' : '';
  expect(batches).toEqual([{ keys: [`${prefix}app.js`, `${prefix}img/small/logo.svg`], held: false }]);
  expect(listed).toEqual(['/w/site/assets']);
});

test('a folder that is only reported to have changed is listed when it was recreated, once each time', async () => {
  await open('site');
  disk.files.set('/w/site/assets/app.js', '1');
  for (const made of [clock.now(), clock.now() + 1]) {
    disk.born.set('/w/site/assets', made);
    await tell('/w/site/assets', 'changed');
    await clock.advance(3_000);
    await tell('/w/site/assets', 'changed');
    await clock.advance(3_000);
  }
  expect(batches).toEqual([
    { keys: ['assets/app.js'], held: false },
    { keys: ['assets/app.js'], held: false },
  ]);
});

test.each([
  ['elsewhere in the workspace', '/w/other'],
  ['whose content never leaves', '/w/site/node_modules'],
  ['that was there before and is reported to have changed', ''],
])('a folder %s is not listed', async (_where, made) => {
  await open('site');
  disk.files.set(`${made || '/w/site/assets'}/app.js`, '1');
  await (made ? tell(made, 'created') : tell('/w/site/assets', 'changed'));
  await clock.advance(3_000);
  expect({ batches, listed }).toEqual({ batches: [], listed: [] });
});

test('a folder that the editor has moved is not treated as an external change, but a later external change is', async () => {
  await open('site');
  disk.files.set('/w/site/assets/app.js', '1');
  watch?.ignoreOwnWrite(Uri.file('/w/site/assets'));
  await tell('/w/site/assets', 'created');
  await clock.advance(3_000);
  expect(listed).toEqual([]);
  await tell('/w/site/assets', 'created');
  await clock.advance(3_000);
  expect(batches).toEqual([{ keys: ['assets/app.js'], held: false }]);
});

test('more than 50 files of a new folder are held', async () => {
  await open('site');
  for (let at = 0; at < 51; at++) disk.files.set(`/w/site/assets/${at}.js`, '1');
  await tell('/w/site/assets', 'created');
  await clock.advance(3_000);
  expect(batches.map(({ keys, held }) => ({ keys: keys.length, held }))).toEqual([{ keys: 51, held: true }]);
});

test('a branch switch in a repository beside the mapped folder holds nothing', async () => {
  await open('site', { '/w/other/.git/HEAD': 'x' });
  await write('/w/other/.git/HEAD');
  await write('/w/site/index.html');
  await clock.advance(3_000);
  expect(batches).toEqual([{ keys: ['index.html'], held: false }]);
});

test('external changes while no user is signed in are stored, with whether they are to be held', async () => {
  account = undefined;
  await open('site', { '/w/.git/HEAD': 'x' });
  await write('/w/site/index.html');
  await clock.advance(3_000);
  await write('/w/.git/HEAD');
  await write('/w/site/app.js');
  await clock.advance(3_000);
  expect(signedOutChanges).toEqual([
    { kind: 'changed', paths: ['/w/site/index.html'] },
    { kind: 'held', paths: ['/w/site/app.js'] },
  ]);
  expect(batches).toEqual([]);
});

test('a source map that changes outside is published only where the user has published some of the folder before', async () => {
  await open('site');
  await write('/w/site/app.js.map');
  await write('/w/site/app.js');
  await clock.advance(3_000);
  maps = 'published';
  await write('/w/site/app.js.map');
  await clock.advance(3_000);
  expect(batches.map(({ keys }) => keys)).toEqual([['app.js'], ['app.js.map']]);
});
