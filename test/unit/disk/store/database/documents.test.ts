import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LateStore } from '../../../../../src/disk/lateStore.js';
import { FileStore } from '../../../../../src/disk/store/fileStore.js';

let folder: string;
const stores: FileStore[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'oss-cdn-documents-'));
});
afterEach(async () => {
  vi.useRealTimers();
  for (const store of stores.splice(0)) store.dispose();
  await rm(folder, { recursive: true });
});

function open(window?: { readonly pid: number; readonly host?: string }, where = folder): FileStore {
  const other = window && { name: 'other', host: hostname(), ...window };
  const store = new FileStore(where, other && { window: other });
  stores.push(store);
  return store;
}

/** No process has an id as high as this. */
const noProcess = 2 ** 30;

describe('a lease', () => {
  test('is released once its process has ended, for one window', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const documents = open().documents('runs');
    await open({ pid: child.pid! }).documents('runs').lease('run', 60_000);
    expect(await documents.lease('run', 60_000)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await documents.lease('run', 60_000)).toBe(true);
    expect(await open().documents('runs').lease('run', 60_000)).toBe(false);
  });

  test('a lease of a process on another computer is not checked here', async () => {
    await open({ pid: noProcess, host: 'another-computer' }).documents('runs').lease('run', 60_000);
    expect(await open().documents('runs').lease('run', 60_000)).toBe(false);
  });

  test('a lease expires although its process continues', async () => {
    await open({ pid: process.pid }).documents('runs').lease('run', 60_000);
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] });
    expect(await open().documents('runs').lease('run', 60_000)).toBe(true);
  });

  test('a lease covers the document of one folder', async () => {
    await open().documents('runs').lease('run', 60_000);
    expect(await open().documents('activity').lease('run', 60_000)).toBe(true);
  });
});

test('documents of two folders are independent', async () => {
  const store = open();
  const [runs, activity] = [store.documents('runs'), store.documents('activity')];
  await runs.write('a', '1');
  await activity.write('a', '2');
  await activity.remove('a');
  expect({ run: await runs.read('a'), activity: await activity.read('a'), activities: await activity.list() }).toEqual({
    run: '1',
    activity: undefined,
    activities: [],
  });
});

test('a document is an error with the folder where nothing can be written', async () => {
  const where = path.join(folder, 'file');
  await writeFile(where, '');
  const documents = open(undefined, where).documents('runs');
  const refused = { kind: 'storeRefused', details: { subject: where } };
  await expect(documents.write('run', '{}')).rejects.toMatchObject(refused);
  await expect(documents.read('run')).rejects.toMatchObject(refused);
});

test('a store that is not used creates no files', async () => {
  const store = new LateStore(path.join(folder, 'store'));
  store.documents('runs');
  expect({ hasData: await store.hasData(), opened: store.opened }).toEqual({ hasData: false, opened: undefined });
  store.dispose();
  expect(await readdir(folder)).toEqual([]);
});

test('calls after a window has closed are refused and create no files', async () => {
  const store = new LateStore(path.join(folder, 'store'));
  const writing = store.documents('runs').write('run', '{}');
  store.dispose();
  await expect(writing).rejects.toMatchObject({ kind: 'cancelled' });
  await expect(store.open()).rejects.toMatchObject({ kind: 'cancelled' });
  expect(await readdir(folder)).toEqual([]);
});

test('a store that is loaded late receives the earlier calls of its documents, and reports that it is open', async () => {
  const store = new LateStore(folder);
  const documents = store.documents('runs');
  await documents.write('run-1', 'a');
  await documents.update('run-1', (text) => `${text}b`);
  expect({
    text: await documents.read('run-1'),
    names: await documents.list('run-'),
    hasData: await store.hasData(),
  }).toEqual({ text: 'ab', names: ['run-1'], hasData: true });
  expect(store.opened).toBe(await store.open());
  expect({ leased: await documents.lease('run-1', 60_000), released: await documents.release('run-1') }).toEqual({
    leased: true,
    released: undefined,
  });
  await documents.remove('run-1');
  expect(await documents.read('run-1')).toBeUndefined();
  store.dispose();
});
