import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileStore } from '../../../../src/disk/store/fileStore.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'oss-cdn-former-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('of the onboardings from before the database those with paused records are taken over, with their answers, and once', async () => {
  const runs = path.join(folder, 'runs');
  const files = {
    'paused.json': JSON.stringify({ facts: { paused: ['1'] } }),
    'answers-paused.json': '{"dns":"yes"}',
    'over.json': JSON.stringify({ facts: { paused: [] } }),
    'answers-over.json': '{}',
    'damaged.json': '{',
    'note.txt': '',
  };
  await mkdir(runs);
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(runs, name), text);
  const store = new FileStore(folder);
  const documents = store.documents('runs');
  expect((await documents.list()).toSorted()).toEqual(['answers-paused', 'paused']);
  expect(await documents.read('answers-paused')).toBe(files['answers-paused.json']);
  expect(existsSync(runs)).toBe(false);
  store.dispose();
});
