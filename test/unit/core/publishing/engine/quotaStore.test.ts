import { beforeEach, expect, it } from 'vitest';
import { nextReset, Quota } from '../../../../../src/core/cdn/quota.js';
import { AppError } from '../../../../../src/core/errors.js';
import type { PublishState } from '../../../../../src/core/publishing/publication.js';
import type { StoreWriter } from '../../../../../src/core/publishing/publishStore.js';
import { createEngineWorld, interceptWrites, never } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

const asked = () => world.count('cdn.readRefreshQuota');

it('the quota is read once a day, whatever the number of windows, and shown with its time', async () => {
  const at = world.clock.now();
  const [one, two] = [world.openWindow('one'), world.openWindow('two')];
  await one.readQuota();
  await world.clock.advance(1_000);
  await two.readQuota();
  expect({ asked: asked(), one: one.quota, two: two.quota }).toMatchObject({
    asked: 1,
    one: { urls: { left: 10_000 }, seenAt: at },
    two: { urls: { left: 10_000 } },
  });
  await world.clock.advance(nextReset(at) - at);
  expect(one.quota?.urls).toBeUndefined();
  await world.openWindow('three').readQuota();
  expect(asked()).toBe(2);
});

it('the last known quota is shown until CDN answers again, when more may have been bought', async () => {
  const [quota, now] = [new Quota(), world.clock.now()];
  await quota.read(world.cloud.cdn, now, never);
  quota.forget();
  expect({ shown: quota.view(now).seenAt, stored: JSON.parse(quota.toText()).seenAt }).toEqual({
    shown: now,
    stored: now,
  });
  for (let time = 0; time < 2; time++) await quota.read(world.cloud.cdn, now, never);
  expect(asked()).toBe(2);
});

it('the next window starts with the quota of the last check', async () => {
  const one = world.openWindow('one');
  world.save('a.js', 'x');
  await one.enqueue([world.publicationOf('a.js')]);
  await world.clock.advance(20_000);
  const two = world.openWindow('two');
  await two.readQuota();
  expect({ asked: asked(), quotaLeft: two.quota?.urls?.left }).toEqual({ asked: 1, quotaLeft: 9_999 });
});

const refuse = () => {
  throw new AppError('storeRefused', { code: 'Full' });
};

it.each<[string, PublishState['kind'], (tx: StoreWriter) => StoreWriter]>([
  ['the note of the quota', 'refreshing', (tx) => ({ ...tx, setNote: refuse })],
  ['any change of an entry', 'waiting', (tx) => ({ ...tx, setNote: refuse, entries: { ...tx.entries, put: refuse } })],
])(
  'a disk that refuses %s after CDN has accepted a refresh fails no file and causes no second refresh',
  async (_name, shown, broken) => {
    let refuses = false;
    const store = interceptWrites(world.shared.window('one'), (write) => write(refuses ? broken : undefined));
    const refresh: typeof world.cloud.cdn.refresh = async (urls, type, signal) => {
      refuses = true;
      return world.cloud.cdn.refresh(urls, type, signal);
    };
    const cdn = Object.assign(Object.create(world.cloud.cdn), { refresh });
    const publisher = world.openWindow('one', { ...world.cloud, cdn }, store);
    world.save('a.js', 'x');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(1_000);
    expect({ state: publisher.state.kind, refreshed: world.refreshed() }).toEqual({
      state: shown,
      refreshed: ['/a.js'],
    });
    refuses = false;
    await world.clock.advance(60_000);
    expect({ state: publisher.state.kind, refreshed: world.refreshed() }).toEqual({
      state: 'idle',
      refreshed: ['/a.js'],
    });
  },
);

it('the quota is known although the disk refuses to store it', async () => {
  const store = interceptWrites(world.shared.window('one'), (write) => write((tx) => ({ ...tx, setNote: refuse })));
  const publisher = world.openWindow('one', world.cloud, store);
  await publisher.readQuota();
  expect(publisher.quota?.urls?.left).toBe(10_000);
});

it('the stored quota causes no work in the next window', async () => {
  await world.openWindow('one').readQuota();
  const calls = world.cloud.calls.length;
  await world.openWindow('two').resume();
  await world.clock.advance(60_000);
  expect({ calls: world.cloud.calls.length - calls, waiting: world.clock.waiting }).toEqual({ calls: 0, waiting: 0 });
});

it.each([undefined, '', '{', 'null', '{"seen":1,"seenAt":1}', '{"seen":{},"seenAt":"x"}'])(
  'the quota is unknown after the damaged stored value %j',
  (text) => {
    const quota = new Quota();
    quota.restore(text, 5);
    expect(quota.isKnown(5)).toBe(false);
  },
);
