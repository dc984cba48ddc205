import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { createCloud } from '../../src/cloud/createCloud.js';
import type { CloudCall } from '../../src/core/ports/cloud.js';
import { Engine } from '../../src/core/publishing/engine/engine.js';
import type { Mapping } from '../../src/core/publishing/mapping/mapping.js';
import { toPublication } from '../../src/core/publishing/mapping/toPublication.js';
import { Publisher } from '../../src/core/publishing/publisher.js';
import type { StorePort } from '../../src/core/publishing/publishStore.js';
import { systemClock } from '../../src/disk/clock.js';
import { createFiles } from '../../src/disk/files.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { useProxy } from '../../test/support/throughProxy.js';
import { printAim } from '../print.mjs';

const mapping: Mapping = {
  folder: '',
  bucket: { name: 'assets-singapore', region: 'ap-southeast-1' },
  prefix: '',
  domains: ['static.shop-demo.com'],
  onSave: 'publish',
};
/** A PUT for each file and the HEAD before it, beside what all of them share. */
const requestsPerSave = 2;

/** What saving many files at once costs, and how long until CDN has accepted their refresh. */
export async function benchSave(): Promise<void> {
  for (const count of [1, 100, 1_000]) {
    const sandbox = await startSandbox({ speed: 3_000 });
    const undo = useProxy(sandbox);
    const top = realpathSync(mkdtempSync(join(tmpdir(), 'oss-cdn-bench-')));
    try {
      await measure(sandbox, top, count);
    } finally {
      undo();
      await sandbox.stop();
      rmSync(top, { recursive: true });
    }
  }
}

async function measure(sandbox: Sandbox, top: string, count: number): Promise<void> {
  const calls = new Map<string, number>();
  const store = new FileStore(join(top, 'store'));
  const publisher = openPublisher(sandbox, store, ({ action }) => calls.set(action, (calls.get(action) ?? 0) + 1));
  const names = Array.from({ length: count }, (_, index) => `file-${index}.css`);
  for (const name of names) writeFileSync(join(top, name), name);
  const start = performance.now();
  // Each save is a request of its own, as the editor's event is.
  await Promise.all(names.map((name) => save(publisher, sandbox, top, name)));
  const onDisk = performance.now() - start;
  await hasRefreshed(publisher, calls);
  const accepted = performance.now() - start;
  publisher.dispose();
  store.dispose();
  const [refreshes = 0, puts = 0] = [calls.get('RefreshObjectCaches'), calls.get('PutObject')];
  const shared = [...calls.values()].reduce((sum, each) => sum + each, 0) - requestsPerSave * count;
  printAim(`refresh calls for ${count} saves`, refreshes, 1);
  printAim(`PUTs for ${count} saves`, puts, count);
  console.log(
    `  on disk after ${onDisk.toFixed(0)} ms, refresh accepted after ${accepted.toFixed(0)} ms; ${shared} requests beside a HEAD and a PUT each`,
  );
}

function openPublisher(sandbox: Sandbox, store: StorePort, onCall: (call: CloudCall) => void): Publisher {
  const { id, secret } = sandbox.accessKey;
  const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
  const cloud = createCloud({ credentials, onCall, clock: systemClock });
  return new Publisher({
    files: createFiles(),
    random: Math.random,
    loadEngine: async () => Engine,
    store,
    clock: systemClock,
    session: {
      account: { id: sandbox.state.ownerId, source: { kind: 'secret' } },
      onDidChange: () => ({ dispose() {} }),
      cloud: async () => cloud,
    },
  });
}

async function save(publisher: Publisher, sandbox: Sandbox, top: string, name: string): Promise<void> {
  const place = { accountId: sandbox.state.ownerId, workspaceRoot: top, root: top, mapping };
  const publication = toPublication(place, name);
  if (publication) await publisher.enqueue([publication]);
}

/** Waits until everything has been handed to CDN. */
function hasRefreshed(publisher: Publisher, calls: ReadonlyMap<string, number>): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { state } = publisher;
      if (state.kind === 'failed') reject(new Error(`Failed: ${JSON.stringify(state.failures[0]?.cause)}`));
      const { task: _tasks, prefetch: _prefetches, ...unsent } = publisher.count();
      const isHanded = Object.keys(unsent).length === 0;
      if (isHanded && calls.has('RefreshObjectCaches')) resolve();
    };
    publisher.onDidChange(look);
    look();
  });
}
