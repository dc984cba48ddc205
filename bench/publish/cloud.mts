import { createObject } from '../../sandbox/oss/objects/objects.js';
import { startSandbox } from '../../sandbox/server.js';
import type { AccessKey } from '../../sandbox/state/accessKey.js';
import { bucket } from './place.js';

/** What the cloud tells its parent once it listens. */
export interface CloudReady {
  readonly proxyPort: number;
  readonly dnsPort: number;
  readonly caPath: string;
  readonly accountId: string;
  readonly accessKey: AccessKey;
}

/** What the cloud is to do; it answers each once that is done. */
export type CloudJob =
  /** Empties the bucket and fills the day's quota up, then puts these objects there, each of its own text. */
  | { readonly kind: 'reset'; readonly objects: Readonly<Record<string, string>> }
  /** Waits until so many files are in the bucket and the edge has shown each of them since; answers with `CloudSeen`. */
  | { readonly kind: 'watch'; readonly files: number };

/** When the last file was put, and when the edge showed the last one, in ms since the epoch. */
export interface CloudSeen {
  readonly putAt: number;
  readonly shownAt: number;
}

/** The sandbox in a process of its own; a refresh takes a tenth of a second. */
const sandbox = await startSandbox({ speed: 3_000 });
const { state, proxyPort, dnsPort, caPath, accessKey } = sandbox;
process.on('disconnect', () => void sandbox.stop().then(() => process.exit()));
process.on('message', (job: CloudJob) => {
  if (job.kind === 'watch') watch(job.files);
  else reset(job.objects);
});
process.send?.({ proxyPort, dnsPort, caPath, accountId: state.ownerId, accessKey } satisfies CloudReady);

function reset(objects: Readonly<Record<string, string>>): void {
  state.calls.length = 0;
  state.refreshTasks.length = 0;
  Object.assign(state.used, { urls: 0, dirs: 0, preload: 0 });
  const stored = state.buckets.get(bucket.name)?.objects;
  stored?.clear();
  const before = new Date(Date.now() - 24 * 3_600_000);
  for (const [key, text] of Object.entries(objects)) stored?.set(key, createObject(key, Buffer.from(text), {}, before));
  process.send?.('reset');
}

function watch(files: number): void {
  const put = new Set<string>();
  const shown = new Set<string>();
  let seen: CloudSeen = { putAt: 0, shownAt: 0 };
  let read = 0;
  const look = () => {
    for (const { action, status, at, params } of state.calls.slice(read)) {
      const key = params.key ?? '';
      if (action === 'PutObject' && status === 200) {
        put.add(key);
        seen = { ...seen, putAt: at };
      } else if (action === 'EdgeRequest' && status === 200 && put.has(key)) {
        shown.add(key);
        seen = { ...seen, shownAt: at };
      }
    }
    read = state.calls.length;
    if (shown.size < files) return;
    state.events.off('change', look);
    process.send?.(seen);
  };
  state.events.on('change', look);
  look();
}
