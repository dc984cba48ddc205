import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { Uri, workspace } from 'vscode';
import { createFiles } from '../../../../../src/disk/files.js';
import { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import {
  diagnostics,
  notifyWatchers,
  openFolders,
  resetWorkspace,
  watchers,
  workspaceEvents,
} from '../../../../support/fakeWorkspace.js';

/** What is wrong with each mapping file, by its path. */
const refused = () => [...diagnostics].map(([path, list]) => ({ path, codes: list.map(({ code }) => code) }));
const texts = new Map<string, string>();
let held: Promise<void> | undefined;
let repository: string | undefined;
const disk = {
  stat: async (path: string) => (path === '/a/.git/HEAD' && repository ? { size: 1, mtimeMs: 0 } : undefined),
  identity: async () => repository,
  realPath: async (path: string) => path,
  md5: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
  readRange: async (path: string, start: number, end: number) => {
    const text = texts.get(path);
    await held;
    return text === undefined ? undefined : new TextEncoder().encode(text).slice(start, end);
  },
};
const place = { bucket: 'my-site', region: 'cn-hangzhou', domains: ['img.example.com'] };

function write(root: string, ...mappings: readonly object[]): void {
  texts.set(
    `${root}/.vscode/oss-cdn.json`,
    JSON.stringify({ mappings: mappings.map((each) => ({ ...place, ...each })) }),
  );
}

function trust(isTrusted: boolean): void {
  Object.assign(workspace, { isTrusted });
}

function listFolders(mappingStore: MappingStore): readonly string[] {
  return mappingStore.folders.map(({ uri }) => uri.path);
}

beforeEach(() => {
  texts.clear();
  resetWorkspace();
  openFolders('/a', '/b');
  held = undefined;
  repository = undefined;
});

test('two workspace folders with one target are both refused, until one of them goes elsewhere', async () => {
  write('/a', { folder: 'dist' });
  write('/b', { folder: 'dist' }, { folder: 'docs', prefix: 'docs/' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  expect({ folders: listFolders(mappingStore), hasProblems: mappingStore.hasProblems }).toEqual({
    folders: ['/b/docs'],
    hasProblems: true,
  });
  expect(refused()).toEqual([
    { path: '/a/.vscode/oss-cdn.json', codes: ['duplicateTarget'] },
    { path: '/b/.vscode/oss-cdn.json', codes: ['duplicateTarget'] },
  ]);
  write('/b', { folder: 'dist', prefix: 'v2/' });
  await mappingStore.load();
  expect({ folders: listFolders(mappingStore), hasProblems: mappingStore.hasProblems }).toEqual({
    folders: ['/a/dist', '/b/dist'],
    hasProblems: false,
  });
  expect(refused().map(({ codes }) => codes)).toEqual([[], []]);
});

test('one folder on disk that two workspace folders map to one target is no contradiction', async () => {
  openFolders('/a', '/b', '/a/site');
  write('/a', { folder: 'site/dist' });
  write('/a/site', { folder: 'dist' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  expect({ folders: listFolders(mappingStore), hasProblems: mappingStore.hasProblems }).toEqual({
    folders: ['/a/site/dist', '/a/site/dist'],
    hasProblems: false,
  });
});

test('the foreign mappings are those of the other workspace folders', async () => {
  write('/a', { folder: 'dist' });
  write('/b', { folder: 'docs', prefix: 'docs/' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  const [first] = mappingStore.folders;
  if (!first) throw new Error('no folder');
  expect(mappingStore.foreignOf(first.folder, first.mapping).map(({ prefix }) => prefix)).toEqual(['docs/']);
});

test('a mapping stays the very same one while its file does', async () => {
  write('/a', { folder: 'dist' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  const [before] = mappingStore.folders;
  write('/b', { folder: 'docs', prefix: 'docs/' });
  await mappingStore.load();
  expect(mappingStore.folders[0]?.mapping).toBe(before?.mapping);
});

test('a changed mapping file that no event tells of is noticed with the next file that is looked up, once', async () => {
  write('/a', { folder: 'dist' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  const changes: (readonly string[])[] = [];
  mappingStore.onDidChange(() => changes.push(listFolders(mappingStore)));
  write('/a', { folder: 'docs' });
  expect((await mappingStore.find(Uri.file('/a/docs/index.html')))?.key).toBe('index.html');
  await mappingStore.find(Uri.file('/a/docs/index.html'));
  expect(changes).toEqual([['/a/docs']]);
});

test('a mapping file that changes while it is read is read once more', async () => {
  write('/a', { folder: 'dist' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  let release: () => void = () => undefined;
  held = new Promise((resolve) => {
    release = resolve;
  });
  const first = mappingStore.find(Uri.file('/a/dist/index.html'));
  write('/a', { folder: 'docs' });
  notifyWatchers('changed', '/a/.vscode/oss-cdn.json');
  const changed = new Promise<void>((resolve) => mappingStore.onDidChange(resolve));
  release();
  await Promise.all([first, changed]);
  expect(listFolders(mappingStore)).toEqual(['/a/docs']);
});

test('nothing of a workspace is read or watched before it is trusted', async () => {
  write('/a', { folder: 'dist' });
  trust(false);
  const reads: string[] = [];
  const mappingStore = new MappingStore({
    ...disk,
    readRange: (path, start, end) => {
      reads.push(path);
      return disk.readRange(path, start, end);
    },
  });
  await mappingStore.load();
  await mappingStore.update();
  await mappingStore.find(Uri.file('/a/dist/index.html'));
  expect({ reads, watchers, folders: listFolders(mappingStore), roots: mappingStore.roots }).toEqual({
    reads: [],
    watchers: new Set(),
    folders: [],
    roots: [],
  });

  trust(true);
  workspaceEvents.onDidGrantWorkspaceTrust.fire(undefined);
  await mappingStore.load();
  expect({ watchers: watchers.size, folders: listFolders(mappingStore) }).toEqual({
    watchers: 1,
    folders: ['/a/dist'],
  });
});

test('a mapping file larger than 256 KB is refused, and no more of it is read', async () => {
  const good = JSON.stringify({ mappings: [{ ...place, folder: 'dist' }] });
  const sizes: number[] = [];
  const mappingStore = new MappingStore({
    ...disk,
    readRange: async (path, start, end) => {
      const bytes = await disk.readRange(path, start, end);
      if (bytes) sizes.push(bytes.length);
      return bytes;
    },
  });
  // Valid JSON where it is cut, and with characters of three bytes.
  texts.set('/a/.vscode/oss-cdn.json', good + ' '.repeat(300_000));
  texts.set('/b/.vscode/oss-cdn.json', `${good}\n// ${'文'.repeat(100_000)}`);
  await mappingStore.load();
  expect(refused().map(({ codes }) => codes)).toEqual([['tooLarge'], ['tooLarge']]);
  expect(listFolders(mappingStore)).toEqual([]);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * 1024 + 4);
});

test('only a file with a path too long for an object key is left out', async () => {
  write('/a', { folder: 'dist' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  const paths = ['/a/dist/a.js', `/a/dist/${'x/'.repeat(520)}a.js`, `/a/src/${'x/'.repeat(520)}a.js`];
  const found = paths.map((path) => {
    const uri = Uri.file(path);
    return { isMapped: mappingStore.get(uri) !== undefined, isLeftOut: mappingStore.getLeftOut(uri) !== undefined };
  });
  expect(found).toEqual([
    { isMapped: true, isLeftOut: false },
    { isMapped: false, isLeftOut: true },
    { isMapped: false, isLeftOut: false },
  ]);
});

test('which repository a workspace folder belongs to is known with its mappings, and looked at again on request', async () => {
  write('/a', { folder: 'dist' });
  repository = 'one';
  const mappingStore = new MappingStore(disk);
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('no folder');
  expect(mappingStore.repositoryOf(folder)).toBe('');
  await mappingStore.load();
  const before = mappingStore.repositoryOf(folder);
  expect(before).toContain('one');
  repository = 'two';
  await mappingStore.identify(folder);
  const after = mappingStore.repositoryOf(folder);
  expect(after).toContain('two');
  expect(after).not.toBe(before);
});

// Windows has no pipes in folders.
test.skipIf(process.platform === 'win32')(
  'a mapping file that links to a pipe is refused in the Problems view and holds nothing up, until a file takes its place',
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'oss-cdn-pipe-'));
    const path = join(root, '.vscode/oss-cdn.json');
    mkdirSync(join(root, '.vscode'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync(join(root, 'pipe'), path);
    openFolders(root);
    const mappingStore = new MappingStore(createFiles());
    await mappingStore.load();
    expect(await mappingStore.find(Uri.file(join(root, 'dist/index.html')))).toBeUndefined();
    expect({ problems: diagnostics.get(path), hasProblems: mappingStore.hasProblems }).toMatchObject({
      problems: [
        { code: 'notRegular', message: 'This is not a regular file and is not read: replace it with a regular file' },
      ],
      hasProblems: true,
    });
    rmSync(path);
    writeFileSync(path, '');
    await mappingStore.load();
    expect(diagnostics.get(path)).toMatchObject([{ code: 'badJson' }]);
    rmSync(path);
    await mappingStore.load();
    expect({ problems: diagnostics.get(path), hasProblems: mappingStore.hasProblems }).toEqual({
      problems: [],
      hasProblems: false,
    });
    rmSync(root, { recursive: true });
  },
);
