import { Engine } from '../../../src/core/publishing/engine.js';
import { createMemoryFiles } from '../memoryFiles.js';
import { createSharedStore } from '../memoryStore.js';
import { createFaultyCloud } from './faultyCloud.js';
import { createRandom } from './makeSchedule.js';
import { createQuickClock } from './quickClock.js';
import { type Stage, urlPath } from './stage.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const domain = 'img.example.com';
const accountId = '1';
const folder = '/w';
/** Two hours before the quota's reset. */
const start = Date.UTC(2026, 0, 1, 14);
const { signal } = new AbortController();

/** A stage in memory on a virtual clock. */
export function createMemoryStage(seed: number): Stage {
  const random = createRandom(seed + 1_000_000);
  const clock = createQuickClock(start);
  let behind = 0;
  const computer = { now: () => clock.now() - behind };
  const shared = createSharedStore(computer);
  const disk = createMemoryFiles(computer);
  disk.save(`${folder}/keep`, '');
  const cloud = createFaultyCloud({ bucket: bucket.name, domain }, clock, random);
  cloud.memory.state.now = clock.now;
  return {
    bucket,
    domain,
    accountId,
    folder,
    furnish: (owner, mortal) => {
      const { oss, cdn, edge } = cloud.ports;
      const ports = { ...cloud.ports, oss: mortal.wrap(oss), cdn: mortal.wrap(cdn), edge: mortal.wrap(edge) };
      return {
        clock: { now: computer.now, sleep: (ms, ending) => mortal.live(() => clock.sleep(ms, ending)) },
        random,
        files: mortal.wrap(disk),
        store: mortal.store(shared.window(owner)),
        loadEngine: async () => Engine,
        session: {
          account: { id: accountId, source: { kind: 'secret' } },
          onDidChange: () => ({ dispose: () => undefined }),
          cloud: async () => ports,
        },
      };
    },
    bury: shared.crash,
    save: async (name, text) => disk.save(`${folder}/${name}`, text),
    remove: async (name) => disk.remove(`${folder}/${name}`),
    advance: clock.advance,
    turnBack: (ms) => {
      behind += ms;
    },
    rest: clock.advance,
    pathsOf: (name) =>
      /(^|\/)index\.html$/.test(name) ? [urlPath(name), urlPath(name).slice(0, -10)] : [urlPath(name)],
    visit: cloud.visit,
    fail: (fault) => void cloud.faults.push(fault),
    trouble: (kind, ms) => {
      cloud.trouble = { kind, until: clock.now() + ms };
    },
    limit: (urls) => {
      cloud.memory.state.quota.urls = urls;
    },
    write: async (name, text) => {
      await cloud.memory.oss.putObject(bucket, name, Buffer.from(text), { headers: {} }, signal);
    },
    calm: () => {
      cloud.faults.splice(0);
      cloud.trouble = undefined;
    },
    stored: (name) => {
      const body = cloud.memory.state.buckets.get(bucket.name)?.objects.get(name)?.body;
      return body && Buffer.from(body).toString();
    },
    cacheControl: (name) => cloud.memory.state.buckets.get(bucket.name)?.objects.get(name)?.headers['cache-control'],
    listUnknowable: () => [],
    listPut: () => cloud.put.keys,
    listCalls: () => cloud.memory.calls.map((call) => call.slice(call.indexOf('.') + 1)),
    listOddities: () => (cloud.put.overlapped ? ['two PUTs of one key at once'] : []),
  };
}
