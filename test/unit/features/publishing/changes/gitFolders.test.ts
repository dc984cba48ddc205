import { beforeEach, expect, test, vi } from 'vitest';
import { Uri } from 'vscode';
import { findGitFolder } from '../../../../../src/features/publishing/changes/gitFolders.js';

const { tree, read } = vi.hoisted(() => ({ tree: new Map<string, string>(), read: [] as string[] }));

vi.mock('vscode', async () => {
  const { posix } = await import('node:path');
  const toUri = (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` });
  const stat = async ({ path }: { path: string }) => {
    const text = tree.get(path);
    if (text !== undefined) return { type: 1, size: text.length };
    if ([...tree.keys()].some((file) => file.startsWith(`${path}/`))) return { type: 2, size: 0 };
    throw new Error(`not there: ${path}`);
  };
  const readFile = async ({ path }: { path: string }) => {
    read.push(path);
    return new TextEncoder().encode(tree.get(path));
  };
  return {
    l10n: { t: String },
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    FileSystemError: class extends Error {},
    Uri: { file: toUri, joinPath: ({ path }: { path: string }, ...more: string[]) => toUri(posix.join(path, ...more)) },
    workspace: { fs: { stat, readFile } },
  };
});

beforeEach(() => {
  tree.clear();
  read.splice(0);
});

test('a work tree of its own has its state where git has written the way back', async () => {
  tree.set('/w/.git', 'gitdir: /main/.git/worktrees/w\n');
  tree.set('/main/.git/worktrees/w/gitdir', '/w/.git\n');
  expect((await findGitFolder(Uri.file('/w/site')))?.path).toBe('/main/.git/worktrees/w');
});

test('a submodule names the folder relative to itself', async () => {
  tree.set('/w/site/.git', 'gitdir: ../.git/modules/site\n');
  expect((await findGitFolder(Uri.file('/w/site')))?.path).toBe('/w/.git/modules/site');
});

test.each([['/elsewhere'], ['/elsewhere/other'], ['//server/share'], ['\\\\server\\share']])(
  'a folder that only a file of the repository names is none: %s',
  async (path) => {
    tree.set('/w/.git', `gitdir: ${path}\n`);
    tree.set('/elsewhere/HEAD', 'x');
    tree.set('/elsewhere/other/gitdir', '/another/.git\n');
    expect(await findGitFolder(Uri.file('/w'))).toBeUndefined();
    expect(read.filter((file) => /server/.test(file))).toEqual([]);
  },
);
