import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import type { Diagnosis, Fix, Verdict } from '../../../../src/core/verification/facts.js';
import { type Live, planRecheck, RecheckLoop } from '../../../../src/features/verification/recheckLoop.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const minute = 60_000;
const missing: Diagnosis = { verdict: { kind: 'missing' }, fixes: [] };
const working: Diagnosis = { verdict: { kind: 'working' }, fixes: [] };

function open() {
  const clock = createVirtualClock();
  const start = clock.now();
  const stage = {
    clock,
    visible: true,
    awaiting: false,
    answer: async (_signal: AbortSignal): Promise<Diagnosis> => missing,
    /** When it checked, in seconds. */
    checks: [] as number[],
    shown: [] as Live['kind'][],
    signals: [] as AbortSignal[],
  };
  const loop = new RecheckLoop({
    clock,
    isVisible: () => stage.visible,
    look: (signal) => {
      stage.checks.push((clock.now() - start) / 1000);
      stage.signals.push(signal);
      return stage.answer(signal);
    },
    isAwaiting: () => stage.awaiting,
    show: ({ kind }) => void stage.shown.push(kind),
    describeFailure: ({ kind }) => kind,
  });
  const see = (visible: boolean) => {
    stage.visible = visible;
    loop.onVisibility();
  };
  return { stage, loop, clock, see };
}

const rejected: unknown[] = [];
const onRejection = (reason: unknown) => void rejected.push(reason);
beforeEach(() => void process.on('unhandledRejection', onRejection));
afterEach(() => {
  process.off('unhandledRejection', onRejection);
  expect(rejected).toEqual([]);
});

describe('the checks of a domain', () => {
  it('have growing intervals, and end 20 minutes after the user asked', async () => {
    const { stage, loop, clock } = open();
    loop.recheck();
    await clock.advance(60 * minute);
    expect(stage.checks.slice(0, 7)).toEqual([0, 3, 8, 16, 29, 49, 79]);
    expect(stage.checks.at(-1)).toBeLessThanOrEqual(1200);
    expect(stage.shown.at(-1)).toBe('stopped');
    expect(clock.waiting).toBe(0);
    loop.recheck();
    await clock.settle();
    expect(stage.shown.at(-1)).toBe('next');
  });

  it('rechecks end once the domain works', async () => {
    const { stage, loop, clock } = open();
    stage.answer = async () => (stage.checks.length < 3 ? missing : working);
    loop.recheck();
    await clock.advance(60 * minute);
    expect(stage.checks).toEqual([0, 3, 8]);
    expect(loop.live).toEqual({ kind: 'settled' });
  });

  it('continue for an accepted change until a check has detected it', async () => {
    const { stage, loop, clock } = open();
    stage.answer = async () => {
      stage.awaiting = stage.checks.length < 4;
      return working;
    };
    loop.recheck();
    await clock.advance(60 * minute);
    expect(stage.checks).toEqual([0, 3, 8, 16]);
    expect(loop.live).toEqual({ kind: 'settled' });
  });

  it('are repeated once when cached answers have expired, long after the deadline', async () => {
    const { stage, loop, clock } = open();
    const until = clock.now() + 90 * minute;
    stage.answer = async () => ({
      verdict: { kind: 'propagating', seen: 1, asked: 2, until },
      fixes: [{ kind: 'wait', until }],
    });
    loop.recheck();
    await clock.advance(80 * minute);
    expect(loop.live).toEqual({ kind: 'next', at: until + 2000 });
    await clock.advance(80 * minute);
    expect(stage.checks.at(-1)).toBe(90 * 60 + 2);
    expect(stage.shown.at(-1)).toBe('stopped');
  });

  it('pause while the page is hidden, and continue when it is visible', async () => {
    const { stage, loop, clock, see } = open();
    loop.recheck();
    await clock.settle();
    see(false);
    await clock.advance(10 * minute);
    expect(stage.checks).toEqual([0]);
    expect(clock.waiting).toBe(0);
    see(true);
    await clock.settle();
    expect(stage.checks).toEqual([0, 600]);
  });

  it('wait until the page is visible when a change was made from a hidden one', async () => {
    const { stage, loop, clock, see } = open();
    stage.answer = async () => working;
    loop.recheck();
    await clock.settle();
    see(false);
    loop.recheck();
    await clock.advance(minute);
    expect(stage.checks).toEqual([0]);
    see(true);
    await clock.settle();
    expect(stage.checks).toEqual([0, 60]);
  });

  it('are dropped when a newer one starts', async () => {
    const { stage, loop, clock } = open();
    let answer: (diagnosis: Diagnosis) => void = () => undefined;
    stage.answer = () => new Promise((resolve) => (answer = resolve));
    loop.recheck();
    const late = answer;
    stage.answer = async () => working;
    loop.recheck();
    late(missing);
    await clock.advance(minute);
    expect(stage.signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(stage.shown).toEqual(['checking', 'checking', 'settled']);
  });

  it('report a failure, but not a cancellation', async () => {
    const { stage, loop, clock } = open();
    stage.answer = () => Promise.reject(new AppError('offline'));
    loop.recheck();
    await clock.settle();
    expect(loop.live).toEqual({ kind: 'failed', sentence: 'offline' });
    stage.answer = () => Promise.reject(new AppError('cancelled'));
    loop.recheck();
    await clock.settle();
    expect(stage.shown.at(-1)).toBe('checking');
  });

  it.each(['during a check', 'between two checks'])('show and query nothing once disposed: %s', async (when) => {
    const { stage, loop, clock, see } = open();
    let answer: (diagnosis: Diagnosis) => void = () => undefined;
    if (when === 'during a check') stage.answer = () => new Promise((resolve) => (answer = resolve));
    loop.recheck();
    await clock.settle();
    loop.dispose();
    const shown = stage.shown.length;
    answer(missing);
    loop.recheck();
    loop.show();
    see(true);
    await clock.advance(60 * minute);
    expect({ checks: stage.checks.length, shown: stage.shown.length, waiting: clock.waiting }).toEqual({
      checks: 1,
      shown,
      waiting: 0,
    });
    expect(stage.signals[0]?.aborted).toBe(true);
  });
});

const diagnosis = (verdict: Verdict, ...fixes: Fix[]) => ({ verdict, fixes });
const cached = (until: number) => diagnosis({ kind: 'negativeCached', until }, { kind: 'wait', until });

describe('planRecheck', () => {
  it('waits longer each time, up to 30 s', () => {
    const plan = (checks: number) => planRecheck({ checks, askedAt: 0 }, 0, missing)?.ms;
    expect([1, 2, 3, 4, 5, 6, 7, 50].map(plan)).toEqual([3, 5, 8, 13, 20, 30, 30, 30].map((seconds) => seconds * 1000));
  });

  it.each<Verdict>([
    { kind: 'working' },
    { kind: 'httpOnly' },
    { kind: 'downloads', forced: true },
    { kind: 'expiring' },
  ])('stops at $kind, which time does not change, unless a change is awaited', (verdict) => {
    const plan = (isAwaited: boolean) => planRecheck({ checks: 1, askedAt: 0 }, 0, diagnosis(verdict), isAwaited);
    expect({ plain: plan(false), awaited: plan(true) }).toEqual({ plain: undefined, awaited: { ms: 3000 } });
  });

  it('continues while only cached answers have to expire', () => {
    expect(planRecheck({ checks: 1, askedAt: 0 }, 0, cached(5))).toEqual({ ms: 3000 });
  });

  it('stops 20 minutes after the user last asked', () => {
    expect(planRecheck({ checks: 9, askedAt: 0 }, 19 * minute, missing)).toEqual({ ms: 30_000 });
    expect(planRecheck({ checks: 9, askedAt: 0 }, 20 * minute - 1, missing)).toBeUndefined();
    expect(planRecheck({ checks: 1, askedAt: 30 * minute }, 31 * minute, missing)).toEqual({ ms: 3000 });
  });

  it('checks once more after the time by which something changes, and never again', () => {
    const looked = { checks: 9, askedAt: 0 };
    const lastAt = 60 * minute + 2000;
    expect(planRecheck(looked, 20 * minute, cached(60 * minute))).toEqual({ ms: lastAt - 20 * minute, lastAt });
    // Seen again meanwhile, with an end that has moved on.
    expect(planRecheck({ ...looked, lastAt }, 50 * minute, cached(70 * minute))).toEqual({
      ms: lastAt - 50 * minute,
      lastAt,
    });
    expect(planRecheck({ ...looked, lastAt }, lastAt, cached(70 * minute))).toBeUndefined();
  });

  it('a recheck never waits longer than a timer can', () => {
    expect(planRecheck({ checks: 9, askedAt: 0 }, 20 * minute, cached(2 ** 45))?.ms).toBe(24 * 60 * minute);
  });
});
