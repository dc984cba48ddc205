import { createRequestLimits } from '../../../../src/core/concurrency/requestLimits.js';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';
import { Engine } from '../../../../src/core/publishing/engine/engine.js';
import type { Mapping } from '../../../../src/core/publishing/mapping/mapping.js';
import { toPublication } from '../../../../src/core/publishing/mapping/toPublication.js';
import { own } from '../../../../src/core/publishing/ownership.js';
import type { Publication } from '../../../../src/core/publishing/publication.js';
import { Publisher, type PublisherDeps } from '../../../../src/core/publishing/publisher.js';
import type { PublishStore, StoreWriter } from '../../../../src/core/publishing/publishStore.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { createMemoryFiles } from '../../../support/memoryFiles.js';
import { createSharedStore, type MemoryStore } from '../../../support/memoryStore.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

/** The bucket and the domain of the world below. */
export const bucket = { name: 'my-site', region: 'cn-hangzhou' };
export const domain = 'img.example.com';
export const never = new AbortController().signal;

/** A store whose writes go through this function, which may delay or refuse them, or replace the tables that they change. */
export function interceptWrites(
  store: MemoryStore,
  intercept: <T>(write: (change?: (tx: StoreWriter) => StoreWriter) => Promise<T>) => Promise<T>,
): MemoryStore {
  const write: PublishStore['write'] = (work, options) =>
    intercept((change = (tx) => tx) => store.write((tx) => work(change(tx)), options));
  const intercepted: PublishStore = { ...store, write };
  return { ...store, ...intercepted, opened: intercepted, open: async () => intercepted };
}

/** A store in which there is nothing to claim, so that another window does the work of this one. */
export function withoutClaims(store: MemoryStore): MemoryStore {
  return interceptWrites(store, (write) =>
    write((tx) => {
      const find: typeof tx.entries.find = (query) => (query.unclaimed ? [] : tx.entries.find(query));
      return { ...tx, entries: { ...tx.entries, find } };
    }),
  );
}

/** A folder on a memory disk, its bucket behind one domain, and any number of windows over the same store. */
export function createEngineWorld() {
  const clock = createVirtualClock();
  let behind = 0;
  const computer = { now: () => clock.now() - behind, sleep: clock.sleep, elapsed: clock.now };
  const cloud = { ...createMemoryCloud(), limits: createRequestLimits(clock.now) };
  const disk = createMemoryFiles(clock);
  const shared = createSharedStore(clock);
  disk.save('/w/dist/.keep', '');
  cloud.state.now = clock.now;
  cloud.addBucket(bucket.name);
  addDomain(domain);
  function addDomain(name: string): void {
    const source = { type: 'oss', content: `${bucket.name}.oss-cn-hangzhou.aliyuncs.com`, port: 80 } as const;
    cloud.state.domains.set(name, {
      name,
      status: 'configuring',
      type: 'web',
      sources: [{ ...source, priority: '20', weight: '10' }],
      httpsOn: true,
    });
    cloud.bringOnline(name);
  }
  let isOwned = false;
  /** What was there before the first request is ours. */
  const agree = async () => {
    if (isOwned) return;
    isOwned = true;
    await own(shared.window('consent'), { bucket, prefix: '' }, clock.now() + 1);
  };
  const openWindow = (
    owner: string,
    ports: CloudPorts = cloud,
    store = shared.window(owner),
    account = () => '1',
    more: Partial<
      Pick<PublisherDeps, 'roots' | 'isPaused' | 'loadEngine' | 'session' | 'isOnItsWay' | 'withAllowed' | 'random'>
    > = {},
  ) =>
    new Publisher({
      clock: computer,
      random: () => 0.5,
      files: disk,
      store,
      loadEngine: async () => Engine,
      beforeRequests: agree,
      session: {
        get account() {
          return { id: account(), source: { kind: 'secret' } } as const;
        },
        onDidChange: () => ({ dispose: () => undefined }),
        cloud: async () => ports,
      },
      ...more,
    });
  const mapping: Mapping = { folder: 'dist', bucket, prefix: '', domains: [domain], onSave: 'publish' };
  const place = { accountId: '1', workspaceRoot: '/w', root: '/w/dist', mapping };
  const publicationOf = (name: string, more: Partial<Publication> = {}): Publication => {
    const made = toPublication(place, name);
    if (!made) throw new Error(`no key: ${name}`);
    return { ...made, ...more };
  };
  return {
    clock,
    cloud,
    disk,
    shared,
    place,
    addDomain,
    openWindow,
    publicationOf,
    /** Sets the clock of the windows back; what sleeps sleeps no longer for it. */
    turnBack: (ms: number) => {
      behind += ms;
    },
    save: (name: string, text: string | Uint8Array) => disk.save(`/w/dist/${name}`, text),
    remove: (name: string) => disk.remove(`/w/dist/${name}`),
    stored: (key: string) => cloud.state.buckets.get(bucket.name)?.objects.get(key),
    textOf: (key: string) => {
      const body = cloud.state.buckets.get(bucket.name)?.objects.get(key)?.body;
      return body && Buffer.from(body).toString();
    },
    put: (key: string, text: string, headers: Record<string, string> = {}) =>
      cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers }, never),
    /** The table of windows that hold claims. */
    listWorkers: () => shared.window('watcher').read(({ workers }) => workers.list().map(({ name }) => name)),
    count: (action: string) => cloud.calls.filter((call) => call === action).length,
    refreshed: () => cloud.state.tasks.map(({ url }) => url.replace(`https://${domain}`, '')),
  };
}

/** The world with window `one`; `publish` saves a file, publishes it in that window, and lets 20 s pass. */
export function openPublisher() {
  const world = createEngineWorld();
  const publisher = world.openWindow('one');
  return {
    world,
    publisher,
    publish: async (name: string, text: string, more: Partial<Publication> = {}): Promise<void> => {
      world.save(name, text);
      void publisher.enqueue([world.publicationOf(name, more)]);
      await world.clock.advance(20_000);
    },
  };
}
