import { describe } from 'vitest';
import { sampled } from '../../../support/sample.js';
import { expectSameEnd, meetAtSave, meetAtWrite, readCells } from './cells.js';

/** How a call fails: before it was sent, or after it took effect. */
const failures = ['unsent', 'unanswered'] as const;

describe.each(await readCells())('a window without a crash while $story.name', (cells) => {
  sampled(
    cells.writes.flatMap((write) => failures.map((failure) => ({ ...write, failure }))),
    7,
  )('a window whose call ($at) $what is $failure finishes, nothing is done twice', ({ at, failure }) =>
    expectSameEnd(cells, meetAtWrite(at, failure), false),
  );

  sampled(cells.saves, 7)('a window that cannot save ($at) $what finishes, nothing is done twice', ({ at }) =>
    expectSameEnd(cells, meetAtSave(at, 'unsent'), false),
  );
});
