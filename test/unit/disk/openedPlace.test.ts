import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isOpenedAt } from '../../../src/disk/openedPlace.js';

const top = realpathSync(mkdtempSync(join(tmpdir(), 'oss-cdn-place-')));
afterAll(() => rmSync(top, { recursive: true, force: true }));

mkdirSync(join(top, 'folder'));
for (const name of ['folder/a', 'b', 'old']) writeFileSync(join(top, name), name);
symlinkSync('folder', join(top, 'linked'));

/** Whether what is opened by one name is at another, on Linux and where the system tells no place. */
async function isAt(opened: string, path: string, platform: string): Promise<boolean> {
  const { platform: real } = process;
  const file = openSync(join(top, opened), 'r');
  try {
    Object.defineProperty(process, 'platform', { value: platform });
    return await isOpenedAt(file, join(top, path));
  } finally {
    Object.defineProperty(process, 'platform', { value: real });
    closeSync(file);
  }
}

test.each(['linux', 'win32'])('the location of an opened file is its real path, on %s', async (platform) => {
  expect(await isAt('folder/a', 'folder/a', platform)).toBe(true);
  expect(await isAt('linked/a', 'folder/a', platform)).toBe(true);
  expect(await isAt('linked/a', 'linked/a', platform)).toBe(false);
  expect(await isAt('b', 'folder/a', platform)).toBe(false);
});

// Elsewhere nothing tells the place of what is open.
test.runIf(process.platform === 'linux')(
  'a file that was replaced by a newer version since keeps its own location',
  async () => {
    const path = join(top, 'old');
    const file = openSync(path, 'r');
    try {
      writeFileSync(join(top, 'new'), 'new');
      renameSync(join(top, 'new'), path);
      expect(await isOpenedAt(file, path)).toBe(true);
      expect(await isOpenedAt(file, join(top, 'b'))).toBe(false);
    } finally {
      closeSync(file);
    }
  },
);
