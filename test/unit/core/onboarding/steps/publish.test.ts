import { expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { plan, type World } from '../world.js';
import { askedFor, folder, publish, recordOf, stepOf } from './folderRun.js';

/** What the question about replacing asks now. */
const replacing = (board: RunBoard) => askedFor(board, 'approveReplacing');

it('new files are published once, as Start approved, and the run knows how many there are', async () => {
  const { world, board } = await publish({ publishing: { files: 3, added: 3 } });
  expect(world.requests).toEqual(['']);
  expect(stepOf(board)).toMatchObject({ state: 'done' });
  expect(recordOf(board)?.facts.published).toEqual({ folder, files: 3, unsent: [] });
});

it('a folder with all its files published needs nothing', async () => {
  const { world, board } = await publish({ publishing: { files: 3 } });
  expect([stepOf(board)?.state, world.requests]).toEqual(['done', []]);
});

it('files that are refused or held are named, and the step is done', async () => {
  const { board } = await publish({ publishing: { files: 2, added: 2, unsent: ['key.txt'] } });
  expect(stepOf(board)).toMatchObject({ state: 'done', note: 'someUnpublished' });
  expect(recordOf(board)?.facts.published).toEqual({ folder, files: 2, unsent: ['key.txt'] });
});

it('the step says how many files are left while they are on their way, and requests nothing', async () => {
  const { world, board } = await publish({ publishing: { files: 9, sending: 7, added: 7 } });
  expect(stepOf(board)).toMatchObject({ state: 'waiting', reason: { kind: 'publishing', left: 7 } });
  Object.assign(world.publishing, { sending: 2 });
  await world.clock.advance(20_000);
  expect(stepOf(board)).toMatchObject({ reason: { left: 2 } });
  Object.assign(world.publishing, { sending: 0, added: 0 });
  await world.clock.advance(20_000);
  expect([stepOf(board)?.state, world.requests]).toEqual(['done', []]);
});

it('files that the bucket refuses fail the step with the reason, and are requested again once the user retries', async () => {
  const failure = { kind: 'forbidden', details: { code: 'AccessDenied', action: 'PutObject' } } as const;
  const { world, board, id } = await publish({
    publishing: { files: 3, added: 3 },
    prepare: ({ publishing, port }) => {
      const publishNow = port.publish;
      port.publish = async (...given) => {
        const request = await publishNow(...given);
        Object.assign(publishing, { added: 3, sending: 3 });
        return request;
      };
    },
  });
  expect(stepOf(board)).toMatchObject({ state: 'waiting', reason: { kind: 'publishing' } });
  Object.assign(world.publishing, { sending: 0, failure });
  await world.clock.advance(600_000);
  expect(stepOf(board)).toMatchObject({ state: 'failed', error: failure });
  expect(world.requests).toEqual(['']);
  board.recheck(id);
  await world.clock.advance(1_000);
  expect(world.requests).toEqual(['', '']);
  Object.assign(world.publishing, { sending: 0, added: 0, failure: undefined });
  await world.clock.advance(20_000);
  expect(stepOf(board)).toMatchObject({ state: 'done' });
});

it('what the user took off the queue is not requested again without a question', async () => {
  const { world, board, answer } = await publish({
    publishing: { added: 5 },
    prepare: ({ publishing, port }) => {
      const publishNow = port.publish;
      port.publish = async (...given) => {
        const request = await publishNow(...given);
        publishing.added = 2;
        return request;
      };
    },
  });
  expect(world.requests).toEqual(['']);
  const first = replacing(board);
  expect(first).toMatchObject({ replaced: [], count: 0, added: 2 });
  await answer({ approvals: { replace: first.approval } });
  // Taken off once more: each approval serves once.
  expect(world.requests).toEqual(['', '']);
  expect(replacing(board).approval).not.toBe(first.approval);
  await answer({ skipped: { publish: true } });
  expect(stepOf(board)).toMatchObject({ state: 'done', skipped: true, note: 'asChosen' });
});

it('what would be replaced is asked about before anything is sent, and is replaced as approved', async () => {
  const { world, board, answer } = await publish({ publishing: { files: 4, added: 2, replaced: ['a', 'b'] } });
  expect(world.requests).toEqual([]);
  const ask = replacing(board);
  expect(ask).toMatchObject({ folder, replaced: ['a', 'b'], count: 2, added: 2 });
  expect(ask).not.toHaveProperty('served');
  await answer({ approvals: { replace: ask.approval } });
  expect([world.requests, stepOf(board)?.state]).toEqual([['a,b'], 'done']);
  expect(recordOf(board)?.facts.published).toEqual({ folder, files: 4, unsent: [] });
});

it('an approval is for the objects as they were: others are asked about again', async () => {
  const { world, board, answer } = await publish({ publishing: { replaced: ['a'] } });
  const { approval } = replacing(board);
  world.publishing.replaced = ['a', 'c'];
  await answer({ approvals: { replace: approval } });
  expect([world.requests, replacing(board).replaced]).toEqual([[], ['a', 'c']]);
});

it('objects that are left as they are count as not published, and the new files are added', async () => {
  const { world, board, answer } = await publish({ publishing: { files: 3, added: 1, replaced: ['a', 'b'] } });
  await answer({ left: { replace: replacing(board).approval } });
  expect(world.requests).toEqual(['']);
  expect(stepOf(board)).toMatchObject({ state: 'done', note: 'someUnpublished' });
  expect(recordOf(board)?.facts.published).toEqual({ folder, files: 1, unsent: ['a', 'b'] });
});

it('objects that are left as they are end the step where nothing is new', async () => {
  const { world, board, answer } = await publish({ publishing: { replaced: ['a'] } });
  await answer({ left: { replace: replacing(board).approval } });
  expect([world.requests, stepOf(board)]).toMatchObject([[], { state: 'done', note: 'someUnpublished' }]);
});

it('visitors of a domain that is on CDN see each file at once: new ones are asked about too', async () => {
  const { world, board, answer } = await publish({
    publishing: { added: 2 },
    prepare: ({ cloud }) => {
      cloud.addDomain(plan.domain, 'site');
      cloud.bringOnline(plan.domain);
    },
  });
  const ask = replacing(board);
  expect([world.requests, ask]).toMatchObject([[], { added: 2, count: 0, served: [plan.domain] }]);
  await answer({ approvals: { replace: ask.approval } });
  expect(stepOf(board)).toMatchObject({ state: 'done' });
});

it('an approval that visitors see the effect of is for these new files: with more of them it is asked again, and nothing is sent', async () => {
  const { world, board, answer } = await publish({
    publishing: { added: 2, replaced: ['a'] },
    prepare: ({ cloud }) => {
      cloud.addDomain(plan.domain, 'site');
      cloud.bringOnline(plan.domain);
    },
  });
  const { approval } = replacing(board);
  world.publishing.added = 3;
  await answer({ approvals: { replace: approval } });
  expect([world.requests, replacing(board).added]).toEqual([[], 3]);
  await answer({ left: { replace: replacing(board).approval } });
  expect([world.requests, stepOf(board)]).toMatchObject([[''], { state: 'done', note: 'someUnpublished' }]);
});

it('what changes between the look and the request is asked about again, and nothing is sent', async () => {
  const { world, board } = await publish({
    publishing: { added: 2 },
    prepare: ({ publishing, port }) => {
      const publishNow = port.publish;
      port.publish = async (...given) => {
        publishing.replaced = ['a'];
        return publishNow(...given);
      };
    },
  });
  expect([world.requests, replacing(board).replaced]).toEqual([[], ['a']]);
});

it('where nothing could be requested, since a save was on its way, the approval holds on', async () => {
  let isFirst = true;
  const { world, board } = await publish({
    publishing: { added: 2 },
    prepare: ({ publishing, port }) => {
      const publishNow = port.publish;
      port.publish = async (...given) => {
        if (isFirst) publishing.sending = 1;
        isFirst = false;
        return publishNow(...given);
      };
    },
  });
  expect(stepOf(board)).toMatchObject({ state: 'waiting', reason: { kind: 'publishing' } });
  expect(world.requests).toEqual([]);
  world.publishing.sending = 0;
  await world.clock.advance(20_000);
  expect([world.requests, stepOf(board)?.state]).toEqual([[''], 'done']);
});

it.each<[string, (world: World) => void]>([
  ['is the origin of another domain on CDN', ({ cloud }) => cloud.addDomain('shop.example.com', 'site')],
  [
    'has another domain bound to it',
    ({ cloud: { state } }) =>
      state.buckets.get('site')?.cnames.set('shop.example.com', { domain: 'shop.example.com', enabled: true }),
  ],
])('a bucket that %s by now has visitors, so that Start does not cover its new files', async (_what, prepare) => {
  const { world, board, answer } = await publish({ publishing: { added: 2 }, prepare });
  const ask = replacing(board);
  expect([world.requests, ask]).toMatchObject([[], { added: 2, count: 0, served: ['shop.example.com'] }]);
  await answer({ approvals: { replace: ask.approval } });
  expect([world.requests, stepOf(board)?.state]).toEqual([[''], 'done']);
});

it('what leads to the bucket and may not be read counts as visitors', async () => {
  const { world, board } = await publish({
    publishing: { added: 2 },
    prepare: ({ cloud }) => {
      cloud.oss.listCnames = async () => {
        throw new AppError('forbidden');
      };
    },
  });
  expect([world.requests, replacing(board)]).toMatchObject([[], { served: [] }]);
});

it('a question names at most 100 of the objects', async () => {
  const replaced = Array.from({ length: 250 }, (_, at) => `${at}`);
  const { board } = await publish({ publishing: { replaced } });
  const ask = replacing(board);
  expect([ask.replaced.length, ask.count]).toEqual([100, 250]);
});

it.each<[string, Partial<RunAnswers>, Partial<World['publishing']>]>([
  ['the user leaves publishing out', { skipped: { publish: true } }, {}],
  ['the user refused it for the folder for good', {}, { consent: 'never' }],
  ['the user publishes the folder by hand', {}, { consent: 'byHand' }],
])('nothing is published where %s', async (_what, answers, publishing) => {
  const { world, board } = await publish({ publishing: { added: 1, ...publishing }, answers });
  expect(stepOf(board)).toMatchObject({ state: 'done', skipped: true, note: 'asChosen' });
  expect(world.requests).toEqual([]);
});

/** A run that has got as far as the step while its files were on their way. */
async function whileSending() {
  const at = await publish({ publishing: { files: 1, added: 1, sending: 1 } });
  return { ...at, later: () => at.world.clock.advance(20_000) };
}

it('a window without the folder asks to open it', async () => {
  const { world, board, later } = await whileSending();
  world.gone.add(folder);
  await later();
  expect(stepOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'openFolder' } });
});

it('a consent that was taken back meanwhile is asked for', async () => {
  const { world, board, later } = await whileSending();
  world.publishing.consent = 'unseen';
  await later();
  expect(stepOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'allowPublishing', folder } });
});

it('a folder that was published once is followed by saves alone', async () => {
  const { world, board, id } = await publish({ publishing: { files: 1, added: 1, unsent: ['key.txt'] } });
  Object.assign(world.publishing, { added: 4, replaced: ['a'], consent: 'open' });
  board.recheck(id);
  await world.clock.advance(1_000);
  expect(stepOf(board)).toMatchObject({ state: 'done', note: 'someUnpublished' });
  expect(world.requests).toEqual(['']);
});

it('asks to publish another folder that takes the place of the one it has published', async () => {
  const { world, board, answer } = await publish({ publishing: { added: 2 } });
  expect(recordOf(board)?.facts.published).toMatchObject({ folder });
  world.mappings.clear();
  world.publishing.added = 3;
  await answer({ folder: 'file:///site/other' });
  const { approval, added, folder: asked } = askedFor(board, 'approveReplacing');
  expect([asked, added]).toEqual(['file:///site/other', 3]);
  await answer({ approvals: { replace: approval } });
  expect(recordOf(board)?.facts.published).toMatchObject({ folder: 'file:///site/other' });
});
