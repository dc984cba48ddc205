import { createObject } from '../../sandbox/oss/objects/objects.js';
import { startSandbox } from '../../sandbox/server.js';
import type { AccessKey } from '../../sandbox/state/accessKey.js';
import { Front, type Limits } from './front.js';
import { bucket } from './place.js';

/** The first message of the cloud process, sent as soon as the sandbox listens. */
export interface CloudReady {
  readonly proxyPort: number;
  /** The port of a second entrance that takes less time for each request. */
  readonly frontPort: number;
  readonly dnsPort: number;
  readonly caPath: string;
  readonly accountId: string;
  readonly accessKey: AccessKey;
}

/** A request to the cloud process, which answers when the work is done. */
export type CloudJob =
  /** Closes the connections of the second entrance, empties the bucket, resets the day's quota, and puts these objects, given as texts by key. */
  | { readonly kind: 'reset'; readonly objects: Readonly<Record<string, string>>; readonly limits: Limits }
  /** Asks when the second entrance has stored objects. The answer is `StoredTimes`. */
  | { readonly kind: 'stored' }
  /** Asks for the calls that the sandbox has answered since the bucket was emptied. The answer is `CallTimes`. */
  | { readonly kind: 'calls' }
  /** Waits until this many files have been put and the edge has served each of them since. The answer is a `CloudSeen`. */
  | { readonly kind: 'watch'; readonly files: number };

/** The times at which objects were stored, by the first part of their keys, ms since the epoch. */
export type StoredTimes = Readonly<Record<string, readonly number[]>>;

/** The calls of the sandbox and their times, ms since the epoch. */
export type CallTimes = readonly { readonly action: string; readonly at: number }[];

/** The times of the last PUT and of the edge's first answer with the last file, ms since the epoch. */
export interface CloudSeen {
  readonly putAt: number;
  readonly shownAt: number;
}

/** The sandbox, in a separate process. At this speed a refresh takes a tenth of a second. */
const sandbox = await startSandbox({ speed: 3_000 });
const { state, proxyPort, dnsPort, caPath, accessKey } = sandbox;
const front = new Front(state, proxyPort);
const frontPort = await front.start();
process.on('disconnect', () => void sandbox.stop().then(() => process.exit()));
process.on('message', (job: CloudJob) => {
  if (job.kind === 'watch') watch(job.files);
  else if (job.kind === 'stored') process.send?.(Object.fromEntries(front.puts) satisfies StoredTimes);
  else if (job.kind === 'calls')
    process.send?.(state.calls.map(({ action, at }) => ({ action, at })) satisfies CallTimes);
  else reset(job.objects, job.limits);
});
process.send?.({ proxyPort, frontPort, dnsPort, caPath, accountId: state.ownerId, accessKey } satisfies CloudReady);

function reset(objects: Readonly<Record<string, string>>, limits: Limits): void {
  front.reset(limits);
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
