import { describe, it } from 'vitest';
import { expectSameEnd, meetAtSave, meetAtWrite, readCells } from './cells.js';

/** How a call fails: before it was sent, or after it took effect. */
const failures = ['unsent', 'unanswered'] as const;

describe.each(await readCells())('a window that lives on while $story.name', (cells) => {
  it.each(cells.writes.flatMap((write) => failures.map((failure) => ({ ...write, failure }))))(
    'a window that lives on while ($at) $what is $failure finishes, nothing twice',
    ({ at, failure }) => expectSameEnd(cells, meetAtWrite(at, failure), false),
  );

  it.each(cells.saves)('a window that lives on and cannot save ($at) $what finishes, nothing twice', ({ at }) =>
    expectSameEnd(cells, meetAtSave(at, 'unsent'), false),
  );
});
