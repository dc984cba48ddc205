import { beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import type { FilePort } from '../../../../../src/core/ports/local.js';
import { isWithin, listFilesBelow } from '../../../../../src/features/publishing/mapping/paths.js';
import { disk, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { createMemoryFiles } from '../../../../support/memoryFiles.js';

let files: ReturnType<typeof createMemoryFiles>;
let listed: string[];

beforeEach(() => {
  resetWorkspace();
  files = createMemoryFiles({ now: () => 0 });
  listed = [];
});

function save(...paths: readonly string[]): void {
  for (const path of paths) {
    files.save(`/w/${path}`, path);
    disk.files.set(`/w/${path}`, path);
  }
}

async function below(folder: string): Promise<readonly string[]> {
  const list: FilePort['list'] = (top, ...rest) => {
    listed.push(top);
    return files.list(top, ...rest);
  };
  const found = await listFilesBelow(Uri.file(folder), { list, realPath: async (path) => path });
  expect(found.unnamed).toEqual([]);
  return found.files.map(({ path }) => path);
}

test('the files below a folder are listed without those that are never published', async () => {
  save('dist/a.js', 'dist/.env', 'dist/node_modules/b/index.js');
  expect(await below('/w/dist')).toEqual(['/w/dist/a.js']);
  expect(await below('/w')).toEqual(['/w/dist/a.js']);
});

test.each(['node_modules', 'dist/.git'])(
  'the folder %s is not listed, since nothing in it is published',
  async (folder) => {
    save(`${folder}/a.js`, `${folder}/b/c.js`);
    expect(await below(`/w/${folder}`)).toEqual([]);
    expect(await below(`/w/${folder}/b`)).toEqual([]);
    expect(listed).toEqual([]);
  },
);

test('a file counts by its path in the workspace folder, whichever folder above it is listed', async () => {
  save('.config/gcloud/access_tokens.db', '.config/app.json');
  expect(await below('/w/.config')).toEqual(['/w/.config/app.json']);
  expect(await below('/w/.config/gcloud')).toEqual([]);
});

test.each([
  ['file:///w/css', 'file:///w/css', true],
  ['file:///w/css/a.css', 'file:///w/css/', true],
  ['file:///w/css/a.css', 'file:///', true],
  ['file:///w/css2/a.css', 'file:///w/css', false],
  ['file:///w/css', 'memfs:///w', false],
  ['vscode-remote://one/w/css', 'vscode-remote://two/w', false],
  ['vscode-remote://one/w/css', 'vscode-remote://one/w', true],
])('whether %s is within %s is %s', (inner, outer, expected) => {
  expect(isWithin(Uri.parse(inner), Uri.parse(outer))).toBe(expected);
});
