import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../../src/core/verification/facts.js';
import { planRecheck } from '../../../../src/features/verification/recheckPlan.js';

const minute = 60_000;
const diagnosis = (verdict: Verdict) => ({ verdict, fixes: [], cdnLags: false });
const missing = diagnosis({ kind: 'missing' });

describe('planRecheck', () => {
  it('waits longer each time, up to 30 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((checks) => planRecheck(checks, 0, 0, missing))).toEqual(
      [3, 5, 8, 13, 20, 30, 30, 30].map((seconds) => seconds * 1000),
    );
  });

  it('stops once the domain works', () => {
    expect(planRecheck(1, 0, 0, diagnosis({ kind: 'working' }))).toBeUndefined();
  });

  it('goes on while servers only have to forget', () => {
    expect(planRecheck(1, 0, 0, diagnosis({ kind: 'negativeCached', until: 5 }))).toBe(3000);
  });

  it('stops 20 minutes after the person last asked', () => {
    expect(planRecheck(9, 0, 19 * minute, missing)).toBe(30_000);
    expect(planRecheck(9, 0, 20 * minute - 1, missing)).toBeUndefined();
    expect(planRecheck(1, 30 * minute, 31 * minute, missing)).toBe(3000);
  });
});
