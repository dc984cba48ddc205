import { beforeEach, expect, test, vi } from 'vitest';
import { MappingBook } from '../../../../src/features/publishing/mappingBook.js';

const { texts, refused, roots } = vi.hoisted(() => ({
  texts: new Map<string, string>(),
  refused: new Map<string, readonly string[]>(),
  roots: [] as { readonly uri: object; readonly name: string }[],
}));

vi.mock('vscode', async () => {
  const { l10n } = await import('../../../support/vscodeWords.js');
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
      readonly event = on;
      fire() {}
    },
    languages: { createDiagnosticCollection: () => ({ set, dispose: () => undefined }) },
    workspace: {
      workspaceFolders: roots,
      textDocuments: [],
      createFileSystemWatcher: () => ({ onDidCreate: on, onDidChange: on, onDidDelete: on, dispose: () => undefined }),
      onDidOpenTextDocument: on,
      onDidChangeTextDocument: on,
      onDidChangeWorkspaceFolders: on,
    },
  };
});

const disk = {
  read: async (path: string) => {
    const text = texts.get(path);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  },
};
const place = { bucket: 'my-site', region: 'cn-hangzhou', domains: ['img.example.com'] };

function write(root: string, ...mappings: readonly object[]): void {
  texts.set(
    `${root}/.vscode/oss-cdn.json`,
    JSON.stringify({ mappings: mappings.map((each) => ({ ...place, ...each })) }),
  );
}

function listFolders(book: MappingBook): readonly string[] {
  return book.folders.map(({ uri }) => uri.path);
}

beforeEach(() => {
  texts.clear();
  refused.clear();
  const toRoot = (path: string) => ({
    uri: { scheme: 'file', path, fsPath: path, toString: () => `file://${path}` },
    name: path,
  });
  roots.splice(0, roots.length, toRoot('/a'), toRoot('/b'));
});

test('two workspace folders with one target are both refused, until one of them goes elsewhere', async () => {
  write('/a', { folder: 'dist' });
  write('/b', { folder: 'dist' }, { folder: 'docs', prefix: 'docs/' });
  const book = new MappingBook(disk);
  await book.load();
  expect([listFolders(book), book.hasProblems]).toEqual([['/b/docs'], true]);
  expect([...refused]).toEqual([
    ['/a/.vscode/oss-cdn.json', ['duplicateTarget']],
    ['/b/.vscode/oss-cdn.json', ['duplicateTarget']],
  ]);
  write('/b', { folder: 'dist', prefix: 'v2/' });
  await book.load();
  expect([listFolders(book), book.hasProblems]).toEqual([['/a/dist', '/b/dist'], false]);
  expect([...refused.values()]).toEqual([[], []]);
});

test('one folder on disk that two workspace folders map to one target is no contradiction', async () => {
  roots.push({
    uri: { scheme: 'file', path: '/a/site', fsPath: '/a/site', toString: () => 'file:///a/site' },
    name: 'site',
  });
  write('/a', { folder: 'site/dist' });
  write('/a/site', { folder: 'dist' });
  const book = new MappingBook(disk);
  await book.load();
  expect([listFolders(book), book.hasProblems]).toEqual([['/a/site/dist', '/a/site/dist'], false]);
});

test('what is foreign to a mapping are those of the other workspace folders', async () => {
  write('/a', { folder: 'dist' });
  write('/b', { folder: 'docs', prefix: 'docs/' });
  const book = new MappingBook(disk);
  await book.load();
  const [first] = book.folders;
  if (!first) throw new Error('no folder');
  expect(book.foreignOf(first.folder, first.mapping).map(({ prefix }) => prefix)).toEqual(['docs/']);
});

test('a mapping stays the very same one while its file does', async () => {
  write('/a', { folder: 'dist' });
  const book = new MappingBook(disk);
  await book.load();
  const [before] = book.folders;
  write('/b', { folder: 'docs', prefix: 'docs/' });
  await book.load();
  expect(book.folders[0]?.mapping).toBe(before?.mapping);
});
