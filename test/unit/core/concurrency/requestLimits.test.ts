import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mostRequests } from '../../../../src/core/concurrency/limitSearch.js';
import { createRequestLimits } from '../../../../src/core/concurrency/requestLimits.js';
import { AppError } from '../../../../src/core/errors.js';
import { long } from '../../../support/sample.js';
import { type Endpoint, sendAll } from './simulatedEndpoint.js';

const endpoint = 'oss-cn-hangzhou.aliyuncs.com';

function openLimit(most = mostRequests) {
  const clock = { now: 0 };
  return {
    clock,
    limit: createRequestLimits(
      () => clock.now,
      () => most,
    ).of(endpoint),
  };
}

/** Work that ends when told to. */
function createWork() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    started.push(name);
    return new Promise<void>((resolve) => ends.set(name, resolve));
  };
  return { started, work, end: (name: string) => ends.get(name)?.() };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the limit of an endpoint', () => {
  it('is the same for all that use the endpoint, and another one for every other endpoint', () => {
    const limits = createRequestLimits(() => 0);
    expect(limits.of(endpoint)).toBe(limits.of(endpoint));
    expect(limits.of('oss-ap-southeast-1.aliyuncs.com')).not.toBe(limits.of(endpoint));
  });

  it('lets urgent requests start first and beyond the limit, then those that finish work', async () => {
    const { limit } = openLimit(4);
    const { started, work, end } = createWork();
    for (const name of ['a', 'b', 'c', 'd', 'read']) void limit.run(work(name));
    void limit.run(work('write'), { priority: 'write' });
    for (let at = 0; at < 9; at++) void limit.run(work(`urgent ${at}`), { priority: 'urgent' });
    const reserve = Array.from({ length: 8 }, (_, at) => `urgent ${at}`);
    expect(started).toEqual(['a', 'b', 'c', 'd', ...reserve]);
    for (const name of ['a', 'b', 'c', 'd', ...reserve, 'urgent 8', 'write']) {
      end(name);
      await settle();
    }
    expect(started.slice(12)).toEqual(['urgent 8', 'write', 'read']);
  });

  it('leaves most of the limit unused while an urgent request runs, and until its next one can have followed', async () => {
    const { clock, limit } = openLimit(8);
    const { started, work, end } = createWork();
    const names = Array.from({ length: 14 }, (_, at) => `write ${at}`);
    for (const name of names) void limit.run(work(name), { priority: 'write' });
    void limit.run(work('urgent'), { priority: 'urgent' });
    expect(started).toEqual([...names.slice(0, 8), 'urgent']);
    const endWrites = async (from: number, to: number) => {
      for (const name of names.slice(from, to)) end(name);
      await settle();
      return started.length - 9;
    };
    expect(await endWrites(0, 7)).toBe(0);
    expect(await endWrites(7, 8)).toBe(1);
    end('urgent');
    await settle();
    expect(await endWrites(8, 9)).toBe(3);
    clock.now += 50;
    expect(await endWrites(9, 10)).toBe(6);
  });

  it('counts all requests about an object that has a slot as one', async () => {
    const { limit } = openLimit(1);
    const { started, work, end } = createWork();
    const whole = limit.run(
      async () => {
        await Promise.all(['part 1', 'part 2'].map((name) => limit.send(work(name), 'site/a')));
        return 'whole';
      },
      { subject: 'site/a' },
    );
    void limit.send(work('other'), 'site/b');
    await settle();
    expect(started).toEqual(['part 1', 'part 2']);
    end('part 1');
    end('part 2');
    expect(await whole).toBe('whole');
    await settle();
    expect(started).toEqual(['part 1', 'part 2', 'other']);
  });

  it('gives the slot of a request that pauses to others, and lets the request continue before those that wait', async () => {
    const { limit } = openLimit(1);
    const { started, work, end } = createWork();
    const paused = limit.run(
      async () => {
        await limit.pause('site/a', work('pause'));
        await work('again')();
      },
      { subject: 'site/a' },
    );
    for (const name of ['b', 'c']) void limit.run(work(name));
    await settle();
    expect(started).toEqual(['pause', 'b']);
    end('pause');
    await settle();
    expect(started).toEqual(['pause', 'b']);
    end('b');
    await settle();
    expect(started).toEqual(['pause', 'b', 'again']);
    end('again');
    await paused;
    await settle();
    expect(started).toEqual(['pause', 'b', 'again', 'c']);
  });

  test.each([
    [new AppError('throttled'), 42, 32],
    [new AppError('timeout'), 42, 32],
    [new AppError('unavailable', { httpStatus: 503 }), 42, 32],
    [new AppError('forbidden'), 64, 64],
    [new AppError('unavailable', { code: 'ECONNRESET' }), 64, 64],
  ])('is lowered once by all requests that run when %o occurs', async (error, meanwhile, after) => {
    const { limit } = openLimit();
    const { work, end } = createWork();
    for (const name of ['a', 'b', 'c']) void limit.run(work(name));
    for (let at = 0; at < 2; at++) limit.note(error);
    expect(limit.current).toBe(meanwhile);
    for (const name of ['a', 'b', 'c']) end(name);
    await settle();
    limit.note(error);
    expect(limit.current).toBe(after);
  });

  it('becomes the number of requests that were accepted of those that ran', async () => {
    const { clock, limit } = openLimit();
    const { work, end } = createWork();
    // A connection is open sooner than a request is answered.
    for (let at = 0; at < 64; at++) void limit.run(async () => void clock.now++, { isUntimed: true });
    await settle();
    const names = Array.from({ length: 200 }, (_, at) => `${at}`);
    for (const name of names) void limit.run(work(name));
    clock.now += 40;
    for (const name of names.slice(0, 15)) {
      limit.note(new AppError('throttled'));
      end(name);
      clock.now += 2;
    }
    await settle();
    clock.now += 40;
    for (const name of names.slice(15, 64)) end(name);
    await settle();
    clock.now += 40;
    for (const name of names.slice(64)) end(name);
    await settle();
    expect(limit.current).toBe(64 - 15);
  });

  it('falls to 1 while no request succeeds', () => {
    const { clock, limit } = openLimit();
    void limit.run(createWork().work('a'));
    for (let at = 0; at < 12; at++) {
      clock.now += 1_000;
      limit.pushBack();
    }
    expect(limit.current).toBe(1);
  });

  it('is never exceeded, and all work runs, however and whenever each ends', async () => {
    const ending = fc.record({
      priority: fc.constantFrom('urgent', 'write', 'read'),
      subject: fc.constantFrom('site/a', 'site/b', undefined),
      outcome: fc.constantFrom('good', 'throttled', 'unavailable', 'pauses'),
      turns: fc.nat({ max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(ending, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), async (all, most) => {
        const { clock, limit } = openLimit(most);
        const running = new Set<unknown>();
        let ran = 0;
        const run = ({ priority, subject, outcome, turns }: (typeof all)[number], at: number) =>
          limit.run(
            async () => {
              ran++;
              running.add(at);
              expect(running.size).toBeLessThanOrEqual(most + 8);
              if (outcome === 'pauses' && subject !== undefined) await limit.pause(`${subject}${at}`, async () => {});
              for (let turn = 0; turn < turns; turn++) await Promise.resolve();
              clock.now += 5;
              running.delete(at);
              if (outcome === 'good' || outcome === 'pauses') return;
              const error = new AppError(outcome);
              limit.note(error);
              throw error;
            },
            { priority, ...(subject !== undefined && { subject: `${subject}${at}` }) },
          );
        await Promise.allSettled(all.map(run));
        expect(ran).toBe(all.length);
        expect(limit.current).toBeGreaterThanOrEqual(1);
        expect(limit.current).toBeLessThanOrEqual(most);
      }),
    );
  });
});

const fixedLimits = [8, 16, 20, 30, 50, 64, 80, 100, 128, 256];

describe('the throughput in simulated time', long, () => {
  test.each<[string, Endpoint, number]>([
    ['of a line of 40 ms', { roundTripMs: 40, workMs: 0.3 }, 0.9],
    ['of a line of 150 ms', { roundTripMs: 150, workMs: 0.3 }, 0.75],
    ['of a server whose processor is the limit', { roundTripMs: 10, workMs: 0.4 }, 0.95],
    ['of a server that throttles above 20', { roundTripMs: 40, throttlesAbove: 20 }, 0.95],
    ['of a server that throttles above 100', { roundTripMs: 40, throttlesAbove: 100, workMs: 0.2 }, 0.9],
    ['of a server that throttles above 150', { roundTripMs: 40, throttlesAbove: 150, workMs: 0.2 }, 0.85],
    ['of a server that throttles above 300', { roundTripMs: 40, throttlesAbove: 300, workMs: 0.2 }, 0.8],
    [
      'of a server that slows down above 50',
      { roundTripMs: 40, slowness: (count) => 40 * (Math.max(1, count / 50) ** 1.5 - 1) },
      0.9,
    ],
    ['of a server that slows down with each request', { roundTripMs: 40, slowness: (count) => count }, 0.9],
    [
      'of a server that slows down more and more',
      { roundTripMs: 40, slowness: (count) => 40 * (count / 64) ** 2 },
      0.8,
    ],
    ['of a server that closes connections above 50', { roundTripMs: 40, breaksAbove: 50, workMs: 0.2 }, 0.85],
    ['of a server that closes connections above 80', { roundTripMs: 40, breaksAbove: 80, workMs: 0.2 }, 0.8],
    ['of a line that loses 1 % of all connections', { roundTripMs: 40, brokenShare: 0.01, workMs: 0.3 }, 0.8],
  ])('%s is close to that with the best fixed limit, even of a short run', async (_, simulated, least) => {
    const count = 5_000;
    const { perSecond } = await sendAll(simulated, count);
    let best = 0;
    for (const fixed of fixedLimits) best = Math.max(best, (await sendAll(simulated, count, { fixed })).perSecond);
    expect(perSecond / best).toBeGreaterThanOrEqual(least);
  });

  test.each<[string, Endpoint]>([
    ['of a line', { roundTripMs: 40, workMs: 0.1 }],
    ['of a server whose processor is the limit', { roundTripMs: 10, workMs: 0.4 }],
    ['of a server that throttles', { roundTripMs: 40, throttlesAbove: 100, workMs: 0.2 }],
    ['while the client is busy at the start of a run', { roundTripMs: 40, throttlesAbove: 30, busyMs: 400 }],
  ])('%s is not lower in later runs, which open connections again', async (_, simulated) => {
    const { runMs } = await sendAll(simulated, 1_000, { runs: 12 });
    expect(Math.max(...runMs.slice(1)) / (runMs[0] ?? 0)).toBeLessThanOrEqual(1.1);
  });

  test.each([
    ['of a line', { roundTripMs: 40, workMs: 0.4 }, 0.8],
    ['of a server that throttles', { roundTripMs: 40, throttlesAbove: 100 }, 0.5],
    ['of a server that closes connections', { roundTripMs: 40, breaksAbove: 80 }, 0.5],
  ])('%s is shared by two windows, so that neither takes much longer than the other', async (_, simulated, least) => {
    const { ends } = await sendAll(simulated, 8_000, { windows: 2 });
    expect(Math.min(...ends) / Math.max(...ends)).toBeGreaterThanOrEqual(least);
  });
});
