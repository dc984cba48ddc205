import { expect, it } from 'vitest';
import { askedFor, folder, publish, recordOf, stepOf } from './folderRun.js';

const names = (count: number) => Array.from({ length: count }, (_, at) => `${1_000 + at}.txt`);

it('failed files are asked about, and are sent again where the user chooses that', async () => {
  const failure = { kind: 'timeout', details: {} } as const;
  const { world, board, answer } = await publish({
    publishing: { files: 3, added: 1, failed: ['a.html', 'b.txt'], failedFor: failure, unsent: ['key.txt'] },
  });
  expect(world.requests).toEqual(['']);
  const first = askedFor(board, 'filesFailed');
  expect(first).toMatchObject({ folder, failed: ['a.html', 'b.txt'], count: 2, error: failure });
  world.publishing.keepsFailing = true;
  await answer({ approvals: { retryFiles: first.approval } });
  expect(world.requests).toEqual(['', 'retry']);
  // They have failed once more: each answer serves once.
  const second = askedFor(board, 'filesFailed');
  expect(second.approval).not.toBe(first.approval);
  world.publishing.keepsFailing = false;
  await answer({ approvals: { retryFiles: second.approval } });
  expect(world.requests).toEqual(['', 'retry', 'retry']);
  expect(recordOf(board)?.facts.published).toEqual({ folder, files: 5, unsent: ['key.txt'] });
});

it('an answer about failed files does not apply to others', async () => {
  const { world, board, answer } = await publish({ publishing: { failed: ['a.html'] } });
  const { approval } = askedFor(board, 'filesFailed');
  world.publishing.failed = ['a.html', 'b.html'];
  await answer({ left: { retryFiles: approval } });
  expect([askedFor(board, 'filesFailed').failed, world.requests]).toEqual([['a.html', 'b.html'], []]);
});

it('the run continues without failed files where the user chooses that, and records them', async () => {
  const { world, board, answer } = await publish({ publishing: { files: 1, failed: ['b.txt'], unsent: ['a.key'] } });
  await answer({ left: { retryFiles: askedFor(board, 'filesFailed').approval } });
  expect(stepOf(board)).toMatchObject({ state: 'done', note: 'someUnpublished' });
  expect(recordOf(board)?.facts.published).toEqual({ folder, files: 1, unsent: ['a.key', 'b.txt'] });
  expect(world.requests).toEqual([]);
});

it('of many files that are not published 100 names are kept and the others counted, pages first', async () => {
  const { board } = await publish({ publishing: { files: 1, unsent: [...names(250), 'blog/index.html', 'z.htm'] } });
  const { unsent = [], unnamed } = recordOf(board)?.facts.published ?? {};
  expect([unsent.length, unnamed, unsent.slice(0, 3)]).toEqual([100, 152, ['blog/index.html', 'z.htm', '1000.txt']]);
});

it('a question names at most 100 of the failed files', async () => {
  const { board } = await publish({ publishing: { failed: names(250) } });
  const { failed, count } = askedFor(board, 'filesFailed');
  expect([failed.length, count]).toEqual([100, 250]);
});
