import { describe, expect, it } from 'vitest';
import { AppError, type ErrorKind } from '../../../../../src/core/errors.js';
import type { EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import { createWorld, live, plan, readyCloud, siteBucket, type World } from '../world.js';

const signal = new AbortController().signal;
const edgeOf = (board: ReturnType<World['openWindow']>) => board.runs[0]?.record.steps.edge;
const failing = (outcome: EdgeAnswer['outcome'], status?: number): EdgeAnswer => ({
  outcome,
  headers: {},
  durationMs: 1,
  ...(status === undefined ? {} : { status }),
});
const served: EdgeAnswer = {
  outcome: 'answered',
  status: 200,
  headers: { 'x-cache': 'MISS' },
  body: Buffer.from('<h1>hi</h1>'),
  durationMs: 1,
};

describe('an edge that has no certificate for the domain yet', () => {
  it.each(['tlsFailed', 'unreachable', 'timeout'] as const)(
    'an edge without a certificate for the domain is asked over HTTP: %s',
    async (outcome) => {
      const world = createWorld();
      world.cloud.state.edgeAnswer = (_at, _name, _path, scheme) => (scheme === 'http' ? served : failing(outcome));
      const board = world.openWindow('one');
      await live(world, board, await board.start(plan));
      expect(board.runs[0]?.activity).toBe('finished');
    },
  );

  it('is asked over HTTP for another origin too', async () => {
    const world = createWorld();
    world.cloud.state.edgeAnswer = (_at, _name, _path, scheme) => (scheme === 'http' ? served : failing('tlsFailed'));
    const board = world.openWindow('one');
    const servers = [{ host: '203.0.113.9', backup: false, weight: 10 }];
    await live(world, board, await board.start({ ...plan, origin: { kind: 'ip', servers } }));
    expect(edgeOf(board)).toMatchObject({ state: 'done' });
  });
});

describe('an edge that proves nothing', () => {
  it.each([
    ['timeout', undefined],
    ['unreachable', undefined],
    ['answered', 502],
  ] as const)('is waited for some minutes, then asked about with the reason: %s %s', async (outcome, status) => {
    const world = createWorld();
    world.cloud.state.edgeAnswer = () => failing(outcome, status);
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id, 3, () => edgeOf(board)?.state === 'waiting');
    await world.clock.advance(120_000);
    expect(edgeOf(board)).toMatchObject({ state: 'waiting', reason: { kind: 'edgeNotReady' } });
    await world.clock.advance(300_000);
    const reason = status === undefined ? {} : { status };
    expect(edgeOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'edgeUnproven', outcome, ...reason } });
    await world.clock.advance(120_000);
    expect(edgeOf(board)).toMatchObject({ state: 'needsUser' });
    await board.answer(id, { skipped: { edge: true } });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('is detected automatically when it proves something after all', async () => {
    const world = createWorld();
    world.cloud.state.edgeAnswer = () => failing('timeout');
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id, 10, () => edgeOf(board)?.state === 'needsUser');
    world.cloud.state.edgeAnswer = undefined;
    await world.clock.advance(120_000);
    expect(edgeOf(board)).toMatchObject({ state: 'done' });
  });
});

const large = Buffer.alloc(1_200_000, 7);
async function worldOfLargeFiles() {
  const cloud = readyCloud();
  cloud.state.buckets.get('site')?.objects.clear();
  for (const key of ['one.mp4', 'two.mp4'])
    await cloud.oss.putObject(siteBucket, key, { body: large, headers: {} }, signal);
  return createWorld(cloud);
}

describe('a bucket that has only large files', () => {
  it('is compared by size and ETag, without fetching them whole', async () => {
    const world = await worldOfLargeFiles();
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    expect(board.runs[0]?.activity).toBe('finished');
    expect(board.runs[0]?.record.facts.proof).toEqual({ state: 'seen', key: 'one.mp4' });
    expect(world.cloud.calls).not.toContain('oss.readObject');
  });

  it.each([{ etag: '"another"' }, { 'content-length': '5' }])('is not taken for proven by %o', async (headers) => {
    const world = await worldOfLargeFiles();
    const etag = `"${world.cloud.state.buckets.get('site')?.objects.get('one.mp4')?.etag}"`;
    world.cloud.state.edgeAnswer = () => ({ ...served, headers: { 'x-cache': 'MISS', etag, ...headers } });
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan), 10, () => edgeOf(board)?.state === 'needsUser');
    expect(edgeOf(board)).toMatchObject({ ask: { kind: 'edgeDiffers' } });
  });
});

describe('a bucket with archived files', () => {
  async function worldOfArchived(isArchived: (key: string) => boolean) {
    const cloud = readyCloud();
    for (const key of ['a', 'b'])
      await cloud.oss.putObject(siteBucket, key, { body: Buffer.from(key), headers: {} }, signal);
    const { readObject } = cloud.oss;
    cloud.oss.readObject = (bucket, key, ...rest) =>
      isArchived(key)
        ? Promise.reject(new AppError('objectArchived', { code: 'InvalidObjectState', subject: key }))
        : readObject(bucket, key, ...rest);
    return createWorld(cloud);
  }

  it('is compared by a file that can be read', async () => {
    const world = await worldOfArchived((key) => key !== 'index.html');
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    expect(edgeOf(board)).toEqual({ state: 'done', since: expect.any(Number) });
    expect(board.runs[0]?.record.facts.proof).toEqual({ state: 'seen', key: 'index.html' });
  });

  it('can be left uncompared where none can be read', async () => {
    const world = await worldOfArchived(() => true);
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id, 10, () => edgeOf(board)?.state === 'needsUser');
    expect(edgeOf(board)).toMatchObject({ state: 'needsUser', ask: { kind: 'emptyBucket' } });
    await board.answer(id, { skipped: { edge: true } });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });
});

it('going on without an upload domain leaves out the proof and the mapping, and says why', async () => {
  const world = createWorld();
  world.cloud.state.publicEndpointClosed = true;
  const board = world.openWindow('one');
  const id = await board.start(plan);
  const upload = () => board.runs[0]?.record.steps.upload.state;
  await live(world, board, id, 10, () => upload() === 'needsUser');
  await board.answer(id, { skipped: { upload: true } });
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  expect(edgeOf(board)).toMatchObject({ state: 'done', skipped: true, note: 'edgeUnread' });
  expect(board.runs[0]?.record.steps.mapping).toMatchObject({ skipped: true, note: 'nothingPublished' });
  expect(world.mappings.size).toBe(0);
});

describe('an edge that refuses while the settings of the bucket cannot be read', () => {
  async function playUntilRefused(kind: ErrorKind) {
    const world = createWorld();
    const { state, oss } = world.cloud;
    const { readBucketInfo } = oss;
    state.edgeAnswer = () => {
      oss.readBucketInfo = () => Promise.reject(new AppError(kind));
      return { ...served, status: 403 };
    };
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id, 10, () => edgeOf(board)?.state === 'needsUser' || edgeOf(board)?.state === 'failed');
    oss.readBucketInfo = readBucketInfo;
    return edgeOf(board);
  }

  it.each(['forbidden', 'timeout', 'noSuchBucket'] as const)('is asked about all the same: %s', async (kind) => {
    const ask = { kind: 'edgeDiffers', status: 403, key: 'index.html' };
    expect(await playUntilRefused(kind)).toMatchObject({ state: 'needsUser', ask });
  });

  it('is not asked about where that was cancelled', async () => {
    expect(await playUntilRefused('cancelled')).toMatchObject({ state: 'running' });
  });
});
