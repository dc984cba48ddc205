import { beforeEach, describe, expect, it } from 'vitest';
import { Uri, workspace } from 'vscode';
import { findChoices } from '../../../../../src/features/publishing/folder/folderChoices.js';
import { listPublished } from '../../../../../src/features/publishing/mapping/mappedObjects.js';
import { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import { openFolders, resetWorkspace } from '../../../../support/fakeWorkspace.js';

const texts = new Map<string, string>();
const repositories = new Map<string, string>();
const disk = {
  stat: async (path: string) =>
    repositories.has(path.replace('/.git/HEAD', '')) ? { size: 1, mtimeMs: 0 } : undefined,
  identity: async (path: string) => repositories.get(path.replace(/\/\.git.*$/, '')),
  realPath: async (path: string) => path,
  md5: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
  readRange: async (path: string, start: number, end: number) =>
    texts.has(path) ? new TextEncoder().encode(texts.get(path)).slice(start, end) : undefined,
};

function write(root: string, ...folders: readonly string[]): void {
  const mappings = folders.map((folder) => ({
    folder,
    bucket: 'my-site',
    region: 'cn-hangzhou',
    prefix: `${root.slice(1)}/${folder}/`,
    domains: ['img.example.com'],
  }));
  texts.set(`${root}/.vscode/oss-cdn.json`, JSON.stringify({ mappings }));
}

let mappingStore: MappingStore;

beforeEach(() => {
  resetWorkspace();
  texts.clear();
  repositories.clear();
  openFolders('/w/packages/site', '/w');
  mappingStore = new MappingStore(disk);
});

async function found(path: string): Promise<string | undefined> {
  const file = await mappingStore.find(Uri.file(path));
  return file && `${file.folder.uri.path} ${file.label}: ${file.key}`;
}

describe('a file of a workspace folder inside of another one', () => {
  it.each([
    ['is the mapped one', 'packages/site', 'w/packages/site/dist/a.js'],
    ['is around the mapped one', 'packages/site/dist', 'w/packages/site/dist/a.js'],
  ])('is covered by the mapping of the outer one where the inner one %s', async (_name, folder, key) => {
    write('/w', folder);
    expect(await found('/w/packages/site/dist/a.js')).toBe(`/w packages/site/dist/a.js: ${key}`);
    expect((await mappingStore.findFolder(Uri.file('/w/packages/site/dist')))?.folder.uri.path).toBe('/w');
  });

  it('is covered by the inner one where both have a mapping', async () => {
    write('/w', 'packages/site');
    write('/w/packages/site', 'dist');
    expect(await found('/w/packages/site/dist/a.js')).toBe('/w/packages/site dist/a.js: w/packages/site/dist/a.js');
    expect(await found('/w/packages/site/b.js')).toBe('/w packages/site/b.js: w/packages/site/b.js');
  });

  it('is covered by none where no mapping names a folder around it', async () => {
    write('/w', 'packages/other');
    expect(await found('/w/packages/site/dist/a.js')).toBeUndefined();
    openFolders('/');
    expect(await found('/w/packages/site/dist/a.js')).toBeUndefined();
  });

  it('belongs to the repository of the workspace folder that has the mapping', async () => {
    repositories.set('/w', 'outer').set('/w/packages/site', 'inner');
    write('/w', 'packages/site');
    const file = await mappingStore.find(Uri.file('/w/packages/site/a.js'));
    const [inner] = workspace.workspaceFolders ?? [];
    if (!file || !inner) throw new Error('no folder');
    await mappingStore.identify(inner);
    expect(mappingStore.repositoryOf(file.folder)).not.toBe('');
    expect(mappingStore.repositoryOf(file.folder)).not.toBe(mappingStore.repositoryOf(inner));
  });
});

it('a file that may hold secrets by its path in the workspace folder of its mapping is not listed as published', async () => {
  openFolders('/w/.config/gcloud', '/w');
  write('/w', '.config');
  const list = async () => [{ path: 'a.db', size: 1, mtimeMs: 1 }];
  expect(
    await listPublished(mappingStore, { list, realPath: async (path) => path }, Uri.file('/w/.config/gcloud')),
  ).toEqual([]);
});

describe('publishing a workspace folder inside of another one', () => {
  async function choices(path: string): Promise<readonly string[]> {
    await mappingStore.load();
    const found = findChoices(mappingStore.folders, Uri.file(path).toString());
    return found.map(({ folder, part, uri }) => `${folder.uri.path} ${part.mapping.folder}|${part.below} ${uri.path}`);
  }

  it('includes the files that the outer one maps in it', async () => {
    write('/w', 'packages/site/dist');
    expect(await choices('/w/packages/site')).toEqual(['/w packages/site/dist| /w/packages/site/dist']);
    expect(await choices('/w/packages/site/dist/css')).toEqual(['/w packages/site/dist|css /w/packages/site/dist/css']);
    expect(await choices('/w/packages')).toEqual(['/w packages/site/dist| /w/packages/site/dist']);
    expect(await choices('/w/docs')).toEqual([]);
  });

  it('excludes the files that the inner one maps itself', async () => {
    write('/w', 'packages/site', 'packages/site/docs', 'packages/site/dist/img');
    write('/w/packages/site', 'dist');
    expect(await choices('/w/packages/site')).toEqual([
      '/w/packages/site dist| /w/packages/site/dist',
      '/w packages/site| /w/packages/site',
      '/w packages/site/docs| /w/packages/site/docs',
    ]);
    expect(await choices('/w/packages/site/dist')).toEqual(['/w/packages/site dist| /w/packages/site/dist']);
  });
});
