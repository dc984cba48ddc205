import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDocumentStore } from '../../../src/disk/documentStore.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'oss-cdn-leases-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lease = (pid: number, host = hostname()) =>
  JSON.stringify({ owner: 'other', pid, host, until: Date.now() + 60_000 });

test('a lease is free once its process is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  await writeFile(path.join(folder, 'run.lease-4'), lease(child.pid!));
  const store = createDocumentStore(folder);
  expect(await store.lease('run', 60_000)).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await store.lease('run', 60_000)).toBe(true);
  expect(await createDocumentStore(folder).lease('run', 60_000)).toBe(false);
});

test('a process of another machine is not looked for here', async () => {
  await writeFile(path.join(folder, 'run.lease-1'), lease(2 ** 22 + 1, 'another-machine'));
  expect(await createDocumentStore(folder).lease('run', 60_000)).toBe(false);
});

test("an unreadable lease is nobody's", async () => {
  await writeFile(path.join(folder, 'run.lease-1'), '{"owner":');
  expect(await createDocumentStore(folder).lease('run', 60_000)).toBe(true);
});

test('a lease and its holder leave one small file, and no drafts', async () => {
  const store = createDocumentStore(folder);
  for (let turn = 0; turn < 3; turn++) {
    await store.lease('run', 60_000);
    await store.lease('run', 60_000);
    await store.release('run');
  }
  await store.write('run', '{}');
  expect((await readdir(folder)).sort()).toEqual(['run.json', 'run.lease-3']);
});

test('a document that cannot be written is an error with its path', async () => {
  await writeFile(path.join(folder, 'file'), '');
  const store = createDocumentStore(path.join(folder, 'file'));
  await expect(store.write('run', '{}')).rejects.toMatchObject({ kind: 'badFile' });
  expect(await store.read('run')).toBeUndefined();
});
