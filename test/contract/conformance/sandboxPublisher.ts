import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../../../src/core/publishing/engine/engine.js';
import { own } from '../../../src/core/publishing/ownership.js';
import { Publisher } from '../../../src/core/publishing/publisher.js';
import { systemClock } from '../../../src/disk/clock.js';
import { createFiles } from '../../../src/disk/files.js';
import { FileStore } from '../../../src/disk/store/fileStore.js';
import { openSandboxCloud, type SandboxCloud } from './sandboxCloud.js';

/** A publisher whose cloud is a sandbox, and a folder with its store and the files that it publishes. */
export interface SandboxPublisher extends SandboxCloud {
  readonly folder: string;
  readonly publisher: Publisher;
}

const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
/** The pauses of the publisher are divided by this. */
const hurry = 20;

/** Starts a sandbox and a publisher before it. */
export async function openSandboxPublisher(): Promise<SandboxPublisher> {
  const world = await openSandboxCloud({ speed: 3_000 });
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'oss-cdn-publisher-')));
  const store = new FileStore(join(folder, 'store'));
  const publisher = new Publisher({
    files: createFiles(),
    random: () => 0.5,
    loadEngine: async () => Engine,
    // What a test puts there before it publishes may be replaced.
    beforeRequests: async (opened) => void (await own(opened, { bucket, prefix: '' }, Date.now() + 60_000)),
    store,
    clock: { now: systemClock.now, sleep: (ms, signal) => systemClock.sleep(ms / hurry, signal) },
    session: {
      account: { id: world.sandbox.state.ownerId, source: { kind: 'secret' } },
      onDidChange: () => ({ dispose() {} }),
      cloud: async () => world.cloud,
    },
  });
  const stop = async () => {
    publisher.dispose();
    store.dispose();
    await world.stop();
    // What the publisher was writing when it was disposed may still arrive.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  return { ...world, folder, publisher, stop };
}
