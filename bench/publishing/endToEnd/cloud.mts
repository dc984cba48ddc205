import { createObject } from '../../../sandbox/oss/objects/objects.js';
import { startSandbox } from '../../../sandbox/server.js';
import { bucket } from './site.js';

/** What the cloud tells its parent once it listens. */
export interface CloudReady {
  readonly proxyPort: number;
  readonly caPath: string;
  readonly accountId: string;
  readonly keys: { readonly accessKeyId: string; readonly accessKeySecret: string };
}

/** Empties the bucket and fills the day's quota up, then puts these objects there, each of its own text. */
export interface CloudReset {
  readonly objects: Readonly<Record<string, string>>;
}

/** The sandbox in a process of its own; a refresh takes a tenth of a second. */
const sandbox = await startSandbox({ speed: 3_000 });
const { state, proxyPort, caPath, accessKey } = sandbox;
process.on('disconnect', () => void sandbox.stop().then(() => process.exit()));
process.on('message', ({ objects }: CloudReset) => {
  state.calls.length = 0;
  state.refreshTasks.length = 0;
  Object.assign(state.used, { urls: 0, dirs: 0, preload: 0 });
  const stored = state.buckets.get(bucket.name)?.objects;
  stored?.clear();
  const before = new Date(Date.now() - 24 * 3_600_000);
  for (const [key, text] of Object.entries(objects)) stored?.set(key, createObject(key, Buffer.from(text), {}, before));
  process.send?.('reset');
});
const keys = { accessKeyId: accessKey.id, accessKeySecret: accessKey.secret };
process.send?.({ proxyPort, caPath, accountId: state.ownerId, keys } satisfies CloudReady);
