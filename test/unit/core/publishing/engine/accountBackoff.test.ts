import { beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ErrorDetails, type ErrorKind } from '../../../../../src/core/errors.js';
import { AccountBackoff } from '../../../../../src/core/publishing/engine/accountBackoff.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import type { PublishStore } from '../../../../../src/core/publishing/publishStore.js';
import { createVirtualClock, type VirtualClock } from '../../../../support/virtualClock.js';
import { createEngineWorld, never } from '../engineWorld.js';

const second = 1_000;
const minute = 60 * second;

describe('AccountBackoff', () => {
  let now: number;
  let backoff: AccountBackoff;
  beforeEach(() => {
    now = 1_000_000;
    backoff = new AccountBackoff({ clock: { ...createVirtualClock(), now: () => now }, random: () => 0.5 });
  });

  it('is on for longer each time, up to half a minute, and not extended by what fails meanwhile', () => {
    const pauses = Array.from({ length: 7 }, () => {
      backoff.begin(new AppError('offline'));
      const { until } = backoff;
      backoff.begin(new AppError('proxyRefused'));
      expect({ isOn: backoff.isOn, until: backoff.until, error: backoff.error?.kind }).toEqual({
        isOn: true,
        until,
        error: 'offline',
      });
      const pause = until - now;
      now = until;
      expect(backoff.isOn).toBe(false);
      return pause / second;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it('begins again where the keys are refused during a pause of another kind', () => {
    backoff.begin(new AppError('storeRefused'));
    now = backoff.until - 1;
    backoff.begin(new AppError('badCredentials'));
    const { until } = backoff;
    backoff.begin(new AppError('badCredentials'));
    expect({ pause: until - now, until: backoff.until, error: backoff.error?.kind }).toEqual({
      pause: 2 * second,
      until,
      error: 'badCredentials',
    });
  });

  it('ends with a success, after which it begins again with a short pause', () => {
    for (let time = 0; time < 4; time++) {
      backoff.begin(new AppError('offline'));
      now = backoff.until;
    }
    backoff.recordSuccess();
    expect({ isOn: backoff.isOn, error: backoff.error }).toEqual({ isOn: false, error: undefined });
    backoff.begin(new AppError('offline'));
    expect(backoff.until - now).toBe(second);
  });

  it('knows whether a request has succeeded since a time, unless the clock was set back', () => {
    expect(backoff.hasSucceededSince(0)).toBe(false);
    backoff.recordSuccess();
    expect([now - 1, now, now + 1].map((time) => backoff.hasSucceededSince(time))).toEqual([true, true, false]);
    now -= minute;
    expect(backoff.hasSucceededSince(now)).toBe(false);
  });
});

describe('an account', () => {
  let world: ReturnType<typeof createEngineWorld>;
  let clock: VirtualClock;
  let failure: AppError | undefined;
  /** How often `a.js` was tried. */
  let tries: number;
  beforeEach(() => {
    world = createEngineWorld();
    clock = world.clock;
    failure = undefined;
    tries = 0;
  });

  /** PUTs of `a.js` take two seconds and fail; those of other files take one and succeed. */
  function open(kind: ErrorKind, scope?: ErrorDetails['scope']): Publisher {
    failure = new AppError(kind, scope && { scope });
    const putObject: typeof world.cloud.oss.putObject = async (...input) => {
      if (input[1] !== 'a.js') {
        await clock.sleep(second, never);
        return world.cloud.oss.putObject(...input);
      }
      await clock.sleep(2 * second, never);
      tries++;
      if (failure) throw failure;
      return world.cloud.oss.putObject(...input);
    };
    return world.openWindow('one', {
      ...world.cloud,
      oss: Object.assign(Object.create(world.cloud.oss), { putObject }),
    });
  }

  function publish(publisher: Publisher, ...names: readonly string[]): Promise<void> {
    for (const name of names) world.save(name, name);
    return publisher.enqueue(names.map((name) => world.publicationOf(name)));
  }

  it.each<[ErrorKind, string]>([
    ['badCredentials', 'keys'],
    ['expiredCredentials', 'keys'],
    ['clockSkewed', 'signedOut'],
    ['offline', 'offline'],
    ['proxyRefused', 'proxy'],
    ['overdue', 'overdue'],
  ])('is blocked by %s, and its requests go on by themselves afterwards', async (kind, reason) => {
    const publisher = open(kind);
    await publish(publisher, 'a.js');
    await clock.advance(2 * second);
    await publish(publisher, 'b.js');
    await clock.advance(500);
    expect(publisher.state).toMatchObject({ kind: 'waiting', reason, count: 2 });
    expect(world.textOf('b.js')).toBeUndefined();
    failure = undefined;
    await clock.advance(minute);
    expect({ 'a.js': world.textOf('a.js'), 'b.js': world.textOf('b.js'), state: publisher.state.kind }).toEqual({
      'a.js': 'a.js',
      'b.js': 'b.js',
      state: 'idle',
    });
  });

  it('is not blocked by a failure of one request while another one has succeeded since that one began', async () => {
    const publisher = open('overdue');
    await publish(publisher, 'a.js', 'b.js');
    await clock.advance(2 * second);
    await publish(publisher, 'c.js');
    await clock.advance(1_500);
    expect({ tries, 'b.js': world.textOf('b.js'), 'c.js': world.textOf('c.js') }).toEqual({
      tries: 1,
      'b.js': 'b.js',
      'c.js': 'c.js',
    });
    expect(publisher.state.kind).not.toBe('waiting');
    failure = undefined;
    await clock.advance(minute);
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'a.js', state: 'idle' });
  });

  it('is not blocked by a failing bucket, which is retried without limit', async () => {
    const publisher = open('offline', 'bucket');
    await publish(publisher, 'a.js');
    await clock.advance(2 * second);
    await publish(publisher, 'b.js');
    await clock.advance(500 + second);
    expect({ text: world.textOf('b.js'), state: publisher.state.kind }).toEqual({ text: 'b.js', state: 'uploading' });
    await clock.advance(120 * minute);
    expect(tries).toBeGreaterThan(20);
    expect(publisher.state).toEqual({ kind: 'uploading', count: 1 });
    failure = undefined;
    await clock.advance(10 * minute);
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'a.js', state: 'idle' });
  });

  it('is not blocked by a failing object, which fails after twelve attempts', async () => {
    const publisher = open('offline', 'object');
    await publish(publisher, 'a.js', 'b.js');
    await clock.advance(120 * minute);
    expect({ tries, state: publisher.state }).toMatchObject({ tries: 12, state: { kind: 'failed', count: 1 } });
    expect(world.textOf('b.js')).toBe('b.js');
  });

  it('continues also when its pause ends just while it decides how long to wait', async () => {
    const shared = world.shared.window('one');
    let lists = 2;
    // The second time in a turn is after it has begun what may be begun.
    const read: PublishStore['read'] = (work) =>
      shared.read((tx) => {
        const list = () => {
          if (++lists === 2) world.turnBack(-minute);
          return tx.workers.list();
        };
        return work({ ...tx, workers: { list } });
      });
    const store: PublishStore = { ...shared, read };
    world.cloud.failNext('oss.putObject', 'before', 'offline');
    const publisher = world.openWindow('one', world.cloud, {
      ...shared,
      ...store,
      opened: store,
      open: async () => store,
    });
    await publish(publisher, 'a.js');
    await clock.advance(10);
    expect(publisher.state).toMatchObject({ kind: 'waiting', reason: 'offline' });
    lists = 0;
    await publisher.execute({ kind: 'dismiss' });
    await clock.advance(10 * minute);
    expect(lists).toBeGreaterThan(2);
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'a.js', state: 'idle' });
  });
});
