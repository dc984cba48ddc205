import { describe, expect, it } from 'vitest';
import type { Fix, Verdict } from '../../../../src/core/verification/facts.js';
import { planRecheck } from '../../../../src/features/verification/recheckPlan.js';

const minute = 60_000;
const diagnosis = (verdict: Verdict, ...fixes: Fix[]) => ({ verdict, fixes });
const missing = diagnosis({ kind: 'missing' });
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

  it('continues while servers only have to forget', () => {
    expect(planRecheck({ checks: 1, askedAt: 0 }, 0, cached(5))).toEqual({ ms: 3000 });
  });

  it('stops 20 minutes after the user last asked', () => {
    expect(planRecheck({ checks: 9, askedAt: 0 }, 19 * minute, missing)).toEqual({ ms: 30_000 });
    expect(planRecheck({ checks: 9, askedAt: 0 }, 20 * minute - 1, missing)).toBeUndefined();
    expect(planRecheck({ checks: 1, askedAt: 30 * minute }, 31 * minute, missing)).toEqual({ ms: 3000 });
  });

  it('looks once more after the time by which something changes, and never again', () => {
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
