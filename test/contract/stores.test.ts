import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { DocumentStore } from '../../src/core/ports/local.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { createSharedDocuments, createSharedStore } from '../support/memoryStore.js';
import { describeDocumentStore } from './conformance/documentStore.js';
import { describePublishStore } from './conformance/publishStore.js';
import { StoreChild } from './conformance/storeChild.js';
import { performCopied, toOtherWindow } from './conformance/storeWindow.js';

const nothing = async () => {};
const newFolder = () => mkdtemp(path.join(tmpdir(), 'oss-cdn-store-'));
const child = new StoreChild();
afterAll(() => child.kill());

/** Stores of this process over one folder, each a window of its own. */
async function openFiles() {
  const folder = await newFolder();
  const ended = new Set<string>();
  const stores: FileStore[] = [];
  const open = (name: string) => {
    const window = { name, pid: process.pid, host: hostname() };
    const store = new FileStore(folder, { window, hasEnded: (other) => ended.has(other.name) });
    stores.push(store);
    return store;
  };
  const stop = async () => {
    for (const store of stores) store.dispose();
    await rm(folder, { recursive: true });
  };
  return { folder, ended, open, stop };
}

describeDocumentStore('memory', async () => {
  const shared = createSharedDocuments({ now: () => Date.now() });
  return { window: (owner) => shared.window(owner), stop: nothing };
});

describeDocumentStore('files', async () => {
  const { open, stop } = await openFiles();
  return { window: (owner) => open(owner).documents('documents'), stop };
});

describeDocumentStore('files and two processes', async () => {
  const { folder, open, stop } = await openFiles();
  let count = 0;
  const window = (owner: string): DocumentStore =>
    count++ % 2 === 0 ? open(owner).documents('documents') : child.documents(folder, owner);
  return { window, stop: () => child.close().then(stop) };
});

describePublishStore('memory', { runs: 100 }, async () => {
  const shared = createSharedStore();
  const second = toOtherWindow('second', performCopied(shared.window('second')));
  const first = shared.window('first');
  return { first, second, setAside: first.setAside, endSecond: async () => shared.crash('second'), stop: nothing };
});

describePublishStore('files', { runs: 20 }, async () => {
  const { open, ended, stop } = await openFiles();
  const [first, other] = [await open('first').open(), await open('second').open()];
  const second = toOtherWindow('second', performCopied(other));
  const older = open('older');
  return {
    first,
    second,
    setAside: (request) => older.setAside(request),
    endSecond: async () => void ended.add('second'),
    stop,
  };
});

describePublishStore('files and two processes', { runs: 10 }, async () => {
  const folder = await newFolder();
  const first = new FileStore(folder);
  await first.open();
  const second = await child.open(folder, 'second');
  const stop = async () => {
    await child.close();
    first.dispose();
    await rm(folder, { recursive: true });
  };
  return { first, second, setAside: (request) => first.setAside(request), endSecond: () => child.kill(), stop };
});
