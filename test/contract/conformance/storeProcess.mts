import { hostname } from 'node:os';
import { FileStore } from '../../../src/disk/store/fileStore.js';
import { documentChanges } from './documentChanges.js';
import type { ChildReply, ChildRequest } from './storeChild.js';
import { type Perform, performOn } from './storeWindow.js';

/** Windows of another process: each has a store of its own over the folder that it is told. */
const windows = new Map<string, { readonly store: FileStore; readonly perform: Perform }>();

function windowOf(folder: string, owner: string) {
  const name = `${folder} ${owner}`;
  const known = windows.get(name);
  if (known) return known;
  const store = new FileStore(folder, { window: { name: owner, pid: process.pid, host: hostname() } });
  const made = { store, perform: performOn(store) };
  windows.set(name, made);
  return made;
}

async function carryOut(work: ChildRequest['work']): Promise<unknown> {
  if (work.kind === 'close') {
    for (const { store } of windows.values()) store.dispose();
    return windows.clear();
  }
  const { store, perform } = windowOf(work.folder, work.owner);
  if (work.kind === 'open') return void (await store.open());
  if (work.kind === 'store') return perform(work.request);
  const documents = store.documents('documents');
  const [id = '', second] = work.args;
  if (work.method === 'update') {
    const change = documentChanges[second as keyof typeof documentChanges];
    return documents.update(String(id), change);
  }
  return Reflect.apply(documents[work.method], documents, work.args);
}

process.on('message', async ({ id, work }: ChildRequest) => {
  const reply: ChildReply = await carryOut(work).then(
    (value) => ({ id, value }),
    (error) => ({ id, error: String(error.message) }),
  );
  process.send?.(reply);
});
process.on('disconnect', () => process.exit());
