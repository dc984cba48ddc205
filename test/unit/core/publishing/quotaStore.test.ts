import { beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { nextReset, Quota } from '../../../../src/core/publishing/quota.js';
import { createEngineWorld, never } from './engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

const asked = () => world.count('cdn.readRefreshQuota');

it('is asked for once a day, whatever the number of windows, and shown with its time', async () => {
  const at = world.clock.now();
  const [one, two] = [world.openWindow('one'), world.openWindow('two')];
  await one.readQuota();
  await world.clock.advance(1_000);
  await two.readQuota();
  expect([asked(), one.quota, two.quota?.urls?.left]).toMatchObject([
    1,
    { urls: { left: 10_000 }, seenAt: at },
    10_000,
  ]);
  await world.clock.advance(nextReset(at) - at);
  expect(one.quota?.urls).toBeUndefined();
  await world.openWindow('three').readQuota();
  expect(asked()).toBe(2);
});

it('is shown as it was known until CDN answers again when more may have been bought', async () => {
  const [quota, now] = [new Quota(), world.clock.now()];
  await quota.read(world.cloud.cdn, now, never);
  quota.forget();
  expect([quota.view(now).seenAt, JSON.parse(quota.toText()).seenAt]).toEqual([now, now]);
  for (let time = 0; time < 2; time++) await quota.read(world.cloud.cdn, now, never);
  expect(asked()).toBe(2);
});

it('is left to the next window as the last round left it', async () => {
  const one = world.openWindow('one');
  world.save('a.js', 'x');
  await one.enqueue([world.publicationOf('a.js')]);
  await world.clock.advance(20_000);
  const two = world.openWindow('two');
  await two.readQuota();
  expect([asked(), two.quota?.urls?.left]).toEqual([1, 9_999]);
});

it.each([
  ['that note', (id: string) => id.startsWith('quota_')],
  ['that note and the queue', (id: string) => !id.startsWith('ledger-')],
])(
  'a disk that refuses %s once CDN has accepted a refresh fails no file and costs no second one',
  async (_name, isRefused) => {
    const store = world.shared.window('one');
    let refuses = false;
    const write: typeof store.write = async (id, text) => {
      if (refuses && isRefused(id)) throw new AppError('badFile', { subject: id, code: 'ENOSPC' });
      return store.write(id, text);
    };
    const refresh: typeof world.cloud.cdn.refresh = async (urls, type, signal) => {
      refuses = true;
      return world.cloud.cdn.refresh(urls, type, signal);
    };
    const cdn = Object.assign(Object.create(world.cloud.cdn), { refresh });
    const publisher = world.openWindow('one', { ...world.cloud, cdn }, { ...store, write });
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(2_000);
    expect([publisher.state.kind, world.refreshed()]).toEqual(['refreshing', ['/a.js']]);
    refuses = false;
    await world.clock.advance(60_000);
    expect([publisher.state.kind, world.refreshed()]).toEqual(['idle', ['/a.js']]);
  },
);

it('is known although it cannot be left to the next window', async () => {
  const store = world.shared.window('one');
  const write: typeof store.write = async (id) => {
    throw new AppError('badFile', { subject: id, code: 'ENOSPC' });
  };
  const publisher = world.openWindow('one', world.cloud, { ...store, write });
  await publisher.readQuota();
  expect(publisher.quota?.urls?.left).toBe(10_000);
});

it('is no sign of work that waits', async () => {
  await world.openWindow('one').readQuota();
  const two = world.openWindow('two');
  await two.resume();
  expect(two.quota).toBeUndefined();
});

it.each([undefined, '', '{', 'null', '{"seen":1,"seenAt":1}', '{"seen":{},"seenAt":"x"}'])(
  'damaged as %j is unknown',
  (text) => {
    const quota = new Quota();
    quota.restore(text, 5);
    expect(quota.isKnown(5)).toBe(false);
  },
);
