import { expect, test } from 'vitest';
import type { ListedFile } from '../../../../../src/core/ports/local.js';
import { collectFiles, type UploadSource } from '../../../../../src/core/publishing/byHand/collectFiles.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const place = { accountId: '1', bucket, prefix: 'img/' };
const state = { size: 1, mtimeMs: 0 };

/** What is collected from one source: a file, or a folder that holds these. */
async function collect(source: UploadSource, listed?: readonly ListedFile[]) {
  const files = {
    stat: async () => (listed ? undefined : state),
    realPath: async (path: string) => path,
    list: async () => listed ?? [],
  };
  const found = await collectFiles(files, [source], place, new AbortController().signal);
  return found?.files.map(({ key, path, root, workspaceRoot }) => ({ key, path, root, workspaceRoot }));
}

test.each([
  [{ path: 'C:\\Users\\me\\a.png', top: 'C:\\', label: 'Users/me/a.png' }, 'img/a.png'],
  [{ path: '\\\\server\\share\\a.png', top: '\\\\server\\share\\', label: 'a.png' }, 'img/a.png'],
  [{ path: '/home/me/a\\b.png', top: '/', label: 'home/me/a\\b.png' }, 'img/a\\b.png'],
])(
  'the file $path becomes an object of its own name, and a link may lead anywhere below the root',
  async (source, key) => {
    expect(await collect(source)).toEqual([{ key, path: source.path, root: source.top, workspaceRoot: source.top }]);
  },
);

test.each([
  ['C:\\Users\\me\\photos\\', 'C:\\', 'C:\\Users\\me\\photos/b/c.png'],
  ['/home/me/photos', '/', '/home/me/photos/b/c.png'],
])(
  'the files of the folder %s become objects below its name, and a link must not leave the folder',
  async (path, top, file) => {
    const found = await collect({ path, top, label: 'x/photos' }, [{ path: 'b/c.png', ...state }]);
    expect(found).toEqual([{ key: 'img/photos/b/c.png', path: file, root: path, workspaceRoot: top }]);
  },
);
