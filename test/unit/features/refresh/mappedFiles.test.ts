import { expect, test, vi } from 'vitest';
import { Uri } from 'vscode';
import { MappedFiles } from '../../../../src/features/refresh/mappedFiles.js';

vi.mock('vscode', async () => {
  const { posix } = await import('node:path');
  const toUri = (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` });
  const bucket = { bucket: 'site', region: 'cn-hangzhou' };
  const mappings = [
    { folder: 'dist', ...bucket, prefix: 'v1/', exclude: ['*.map'] },
    { folder: 'docs', ...bucket, prefix: 'docs/', include: ['*.html'] },
  ];
  const files = ['/w/dist/a.js', '/w/dist/a.js.map', '/w/dist/.env', '/w/docs/a.html', '/w/docs/a.md', '/w/x.js'];
  return {
    Uri: { file: toUri, joinPath: ({ path }: { path: string }, ...more: string[]) => toUri(posix.join(path, ...more)) },
    RelativePattern: class {
      constructor(readonly base: { readonly path: string }) {}
    },
    workspace: {
      fs: { readFile: async () => new TextEncoder().encode(JSON.stringify({ mappings })) },
      getWorkspaceFolder: () => ({ uri: toUri('/w'), name: 'w' }),
      findFiles: async ({ base }: { base: { path: string } }) =>
        files.filter((path) => path.startsWith(`${base.path}/`)).map(toUri),
    },
  };
});

test.each([
  ['dist/a.js', 'v1/a.js'],
  ['dist/a.js.map', 'v1/a.js.map'],
  ['docs/a.md', 'docs/a.md'],
  ['x.js', undefined],
])('%s that is named itself is %s in the bucket, whatever the globs say', async (path, key) => {
  expect((await new MappedFiles().find(Uri.file(`/w/${path}`)))?.key).toBe(key);
});

test('of a folder the files are those that its mapping publishes', async () => {
  const list = async (folder: string) => (await new MappedFiles().listBelow(Uri.file(folder))).map(({ key }) => key);
  expect(await list('/w/dist')).toEqual(['v1/a.js']);
  expect(await list('/w')).toEqual(['v1/a.js', 'docs/a.html']);
});

test('a folder itself is its prefix', async () => {
  expect((await new MappedFiles().find(Uri.file('/w/dist'), true))?.key).toBe('v1/');
});
