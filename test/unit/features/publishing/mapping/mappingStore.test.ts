import { beforeEach, expect, test, vi } from 'vitest';
import { Uri, workspace } from 'vscode';
import { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';

const { texts, watched, refused, roots, trust } = vi.hoisted(() => ({
  trust: { isTrusted: true, listeners: [] as (() => void)[] },
  texts: new Map<string, string>(),
  watched: [] as ((uri: object) => void)[],
  refused: new Map<string, readonly string[]>(),
  roots: [] as { readonly uri: object; readonly name: string }[],
}));

vi.mock('vscode', async () => {
  const { l10n } = await import('../../../../support/fakeVscode.js');
  const { posix } = await import('node:path');
  const toUri = (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` });
  const on = () => ({ dispose: () => undefined });
  const set = ({ path }: { path: string }, list: readonly { code: string }[]) =>
    void refused.set(
      path,
      list.map(({ code }) => code),
    );
  return {
    l10n,
    Uri: { file: toUri, joinPath: ({ path }: { path: string }, ...more: string[]) => toUri(posix.join(path, ...more)) },
    Position: class {},
    Range: class {},
    Diagnostic: class {},
    EventEmitter: class {
      private readonly listeners: (() => void)[] = [];
      readonly event = (listener: () => void) => void this.listeners.push(listener);
      fire() {
        for (const listener of this.listeners) listener();
      }
    },
    languages: { createDiagnosticCollection: () => ({ set, dispose: () => undefined }) },
    workspace: {
      get isTrusted() {
        return trust.isTrusted;
      },
      onDidGrantWorkspaceTrust: (listener: () => void) => void trust.listeners.push(listener),
      workspaceFolders: roots,
      textDocuments: [],
      getWorkspaceFolder: ({ path }: { path: string }) =>
        roots.find(({ uri }) => path.startsWith(`${(uri as { path: string }).path}/`)),
      createFileSystemWatcher: () => ({
        onDidCreate: on,
        onDidChange: (listener: (uri: object) => void) => void watched.push(listener),
        onDidDelete: on,
        dispose: () => undefined,
      }),
      onDidOpenTextDocument: on,
      onDidChangeTextDocument: on,
      onDidChangeWorkspaceFolders: on,
    },
  };
});

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

function listFolders(mappingStore: MappingStore): readonly string[] {
  return mappingStore.folders.map(({ uri }) => uri.path);
}

beforeEach(() => {
  texts.clear();
  refused.clear();
  watched.splice(0);
  held = undefined;
  repository = undefined;
  Object.assign(trust, { isTrusted: true, listeners: [] });
  const toRoot = (path: string) => ({
    uri: { scheme: 'file', path, fsPath: path, toString: () => `file://${path}` },
    name: path,
  });
  roots.splice(0, roots.length, toRoot('/a'), toRoot('/b'));
});

test('two workspace folders with one target are both refused, until one of them goes elsewhere', async () => {
  write('/a', { folder: 'dist' });
  write('/b', { folder: 'dist' }, { folder: 'docs', prefix: 'docs/' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  expect([listFolders(mappingStore), mappingStore.hasProblems]).toEqual([['/b/docs'], true]);
  expect([...refused]).toEqual([
    ['/a/.vscode/oss-cdn.json', ['duplicateTarget']],
    ['/b/.vscode/oss-cdn.json', ['duplicateTarget']],
  ]);
  write('/b', { folder: 'dist', prefix: 'v2/' });
  await mappingStore.load();
  expect([listFolders(mappingStore), mappingStore.hasProblems]).toEqual([['/a/dist', '/b/dist'], false]);
  expect([...refused.values()]).toEqual([[], []]);
});

test('one folder on disk that two workspace folders map to one target is no contradiction', async () => {
  roots.push({
    uri: { scheme: 'file', path: '/a/site', fsPath: '/a/site', toString: () => 'file:///a/site' },
    name: 'site',
  });
  write('/a', { folder: 'site/dist' });
  write('/a/site', { folder: 'dist' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  expect([listFolders(mappingStore), mappingStore.hasProblems]).toEqual([['/a/site/dist', '/a/site/dist'], false]);
});

test('what is foreign to a mapping are those of the other workspace folders', async () => {
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
  for (const listener of watched) listener(Uri.file('/a/.vscode/oss-cdn.json'));
  const changed = new Promise<void>((resolve) => mappingStore.onDidChange(resolve));
  release();
  await Promise.all([first, changed]);
  expect(listFolders(mappingStore)).toEqual(['/a/docs']);
});

test('nothing of a workspace is read or watched before it is trusted', async () => {
  write('/a', { folder: 'dist' });
  trust.isTrusted = false;
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
  expect([reads, watched, listFolders(mappingStore), mappingStore.roots]).toEqual([[], [], [], []]);

  trust.isTrusted = true;
  for (const listener of trust.listeners) listener();
  await mappingStore.load();
  expect([watched.length, listFolders(mappingStore)]).toEqual([1, ['/a/dist']]);
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
  expect([...refused.values()]).toEqual([['tooLarge'], ['tooLarge']]);
  expect(listFolders(mappingStore)).toEqual([]);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * 1024 + 4);
});

test('a file whose path is too long for an object key is left out, and only that', async () => {
  write('/a', { folder: 'dist' });
  const mappingStore = new MappingStore(disk);
  await mappingStore.load();
  const paths = ['/a/dist/a.js', `/a/dist/${'x/'.repeat(520)}a.js`, `/a/src/${'x/'.repeat(520)}a.js`];
  const found = paths.map((path) => {
    const uri = Uri.file(path);
    return [mappingStore.get(uri) !== undefined, mappingStore.getLeftOut(uri) !== undefined];
  });
  expect(found).toEqual([
    [true, false],
    [false, true],
    [false, false],
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
  expect([mappingStore.repositoryOf(folder) === before, mappingStore.repositoryOf(folder)]).toEqual([
    false,
    expect.stringContaining('two'),
  ]);
});
