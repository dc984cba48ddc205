import { describe, expect, it } from 'vitest';
import { stepIds } from '../../../../src/core/onboarding/run.js';
import { byHand } from './byHand.js';
import { undone, waitsAt } from './undone.js';

/** What a person does in the console while a run goes on, and the cells of each step: several, or the reason why none. */
const kinds = {
  'is done by hand meanwhile': (step) => byHand[step],
  'is undone while a later step waits': (step) => {
    const at = waitsAt[step];
    return typeof at === 'string' ? undone[step] : at.none;
  },
  'is undone after the finish': (step) => undone[step],
} satisfies Record<string, (step: (typeof stepIds)[number]) => string | readonly { readonly what: string }[]>;

const rows = stepIds.flatMap((step) =>
  Object.entries(kinds).map(([kind, cellsOf]) => ({ step, kind, cells: cellsOf(step) })),
);

describe('the console matrix', () => {
  it.each(rows)('has a cell or a reason: $step $kind', ({ cells }) => {
    expect(cells.length).toBeGreaterThan(0);
  });

  it('leaves out no more than what makes no sense', () => {
    const reasons = rows.filter(({ cells }) => typeof cells === 'string').map(({ step, kind }) => `${step} ${kind}`);
    expect(reasons).toEqual([
      'cname is done by hand meanwhile',
      'resolved is done by hand meanwhile',
      'mapping is undone while a later step waits',
    ]);
  });
});
