import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ClockPort } from '../../../src/core/ports/local.js';
import { Engine } from '../../../src/core/publishing/engine/engine.js';
import { toPublication } from '../../../src/core/publishing/mapping/toPublication.js';
import { own } from '../../../src/core/publishing/ownership.js';
import { Publisher } from '../../../src/core/publishing/publisher.js';
import type { PublishStore } from '../../../src/core/publishing/publishStore.js';
import { commandAbout } from '../../../src/core/publishing/queue/userCommands.js';
import { FileStore, type FileStoreOptions } from '../../../src/disk/store/fileStore.js';
import { createHurriedClock } from '../hurriedClock.js';
import { createMemoryCloud } from '../memoryCloud.js';
import { createMemoryFiles } from '../memoryFiles.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const domain = 'img.example.com';
const mapping = { folder: 'dist', bucket, prefix: '', domains: [domain], onSave: 'publish' } as const;
const place = { accountId: '1', workspaceRoot: '/w', root: '/w/dist', mapping };
/** How much faster time passes here, so that no test waits for debounces and polls. */
const speed = 20;
const never = new AbortController().signal;

/** A window with a store in a folder. */
export interface DamageWindow {
  readonly store: FileStore;
  readonly publisher: Publisher;
  /** How often a new database replaced a former one. */
  replaced(): number;
  save(name: string, text: string, held?: boolean): Promise<void>;
  /** Resolves once nothing changes any more; returns the remaining stages. */
  rest(): Promise<readonly string[]>;
  close(): void;
}

/** A bucket with a CDN domain, a disk, and windows with stores in any folder. */
export function createDamageWorld() {
  const cloud = createMemoryCloud();
  const hurried = createHurriedClock(speed);
  let passed = 0;
  const now = () => hurried.now() + passed;
  const clock: ClockPort = { now, sleep: hurried.sleep };
  cloud.state.now = now;
  const disk = createMemoryFiles(clock);
  disk.save('/w/dist/.keep', '');
  cloud.addBucket(bucket.name);
  const source = { type: 'oss', content: `${bucket.name}.oss-cn-hangzhou.aliyuncs.com`, port: 80 } as const;
  const sources = [{ ...source, priority: '20', weight: '10' }];
  cloud.state.domains.set(domain, { name: domain, status: 'configuring', type: 'web', sources, httpsOn: true });
  cloud.bringOnline(domain);
  const places = new Map<string, string>();
  /** The user's consent before the first request; it outlives the store. */
  let isAgreed = false;
  const beforeRequests = async (store: PublishStore) => {
    if (isAgreed) return;
    await own(store, { bucket, prefix: '' }, now());
    isAgreed = true;
  };
  let opened = 0;
  const open = (folder: string, options: FileStoreOptions = {}): DamageWindow => {
    const name = `window ${opened++}`;
    places.set(name, folder);
    // All windows are in one process; those of another folder have ended, as far as this one knows.
    const hasEnded = (other: { readonly name: string }) => places.get(other.name) !== folder;
    const store = new FileStore(folder, { window: { name, pid: 1, host: 'here' }, hasEnded, ...options });
    let replaced = 0;
    store.onDidReplace(() => replaced++);
    const session = {
      account: { id: '1', source: { kind: 'secret' } },
      onDidChange: () => ({ dispose() {} }),
      cloud: async () => cloud,
    } as const;
    const deps = {
      clock,
      random: () => 0.5,
      files: disk,
      store,
      session,
      loadEngine: async () => Engine,
      beforeRequests,
    };
    const publisher = new Publisher(deps);
    return {
      store,
      publisher,
      replaced: () => replaced,
      save: async (name, text, held) => {
        disk.save(`/w/dist/${name}`, text);
        const publication = toPublication(place, name);
        if (publication) await publisher.enqueue([publication], held);
      },
      rest: () => rest(publisher, clock),
      close: () => {
        places.delete(name);
        publisher.dispose();
        store.dispose();
      },
    };
  };
  return {
    open,
    /** Advances the time of windows and cloud, ms. */
    pass: (ms: number) => {
      passed += ms;
    },
    textOf: (key: string) => {
      const body = cloud.state.buckets.get(bucket.name)?.objects.get(key)?.body;
      return body && Buffer.from(body).toString();
    },
    /** Another author writes an object, a second after our last write: OSS has times in whole seconds. */
    writeByOther: (key: string, text: string) => {
      cloud.state.now = () => now() + 2_000;
      return cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers: {} }, never);
    },
  };
}

export type DamageWorld = ReturnType<typeof createDamageWorld>;

/** Stages of entries in progress. */
const moving = ['send', 'refresh', 'task', 'prefetch'];

/** A store that is being replaced refuses for a moment; ms of the quick clock, in which a window tries again and again. */
const refusedMs = 40_000;

async function rest(publisher: Publisher, clock: ClockPort): Promise<readonly string[]> {
  const end = Date.now() + 60_000;
  const start = clock.now();
  for (;;) {
    const { state } = publisher;
    const stages = publisher.list().map(({ stage }) => stage);
    const isQuiet =
      stages.every((stage) => !moving.includes(stage)) && !['uploading', 'refreshing'].includes(state.kind);
    const isRefused = state.kind === 'waiting' && state.reason === 'disk';
    if (isRefused ? clock.now() - start > refusedMs : isQuiet) return stages;
    if (Date.now() > end) throw new Error(`Nothing comes to rest: ${JSON.stringify(state)} ${stages}`);
    await clock.sleep(100, never);
  }
}

/** Overwrites conflicts of these keys, as the user. */
export async function overwrite({ publisher }: DamageWindow, key: string): Promise<void> {
  const entries = publisher.list({ stages: ['conflict'] }).filter(({ publication }) => publication.key === key);
  if (entries.length > 0) await publisher.execute(commandAbout('overwrite', entries));
}

/** Copies the files of a store, as a crash at this moment would leave them. */
export function copyImage(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from))
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
}
