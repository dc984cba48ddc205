import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bucket, createEngineWorld } from '../engineWorld.js';

/** A tenth of a megabyte is one here, so that digests take no time; other tests have files of the true sizes. */
const megabyte = vi.hoisted(() => 100 * 1024);
vi.mock('../../../../../src/core/publishing/upload/partSizes.js', () => ({
  maxSinglePutBytes: 20 * megabyte,
  minPartBytes: 8 * megabyte,
  maxConcurrentParts: 3,
}));

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

function bytesOf(size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 997) bytes[at] = (at * seed) & 0xff;
  return bytes;
}

const uploads = () => world.cloud.state.buckets.get(bucket.name)?.uploads.size;

describe('a file above 20 MB', () => {
  it('is uploaded in parts, keeps headers and ACL, and is known afterwards', async () => {
    await world.put('big.bin', 'old', { 'cache-control': 'max-age=1', 'x-oss-object-acl': 'public-read' });
    const bytes = bytesOf(21 * megabyte, 3);
    world.save('big.bin', bytes);
    const publisher = world.openWindow('one');
    void publisher.enqueue([world.publicationOf('big.bin')]);
    await world.clock.advance(20_000);
    const stored = world.stored('big.bin');
    expect(Buffer.compare(stored?.body ?? Buffer.of(), bytes)).toBe(0);
    expect(stored).toMatchObject({ headers: { 'cache-control': 'max-age=1' }, acl: 'public-read' });
    expect({ parts: world.count('oss.putPart'), uploads: uploads() }).toEqual({ parts: 3, uploads: 0 });
    await world.clock.advance(20 * 60_000);
    void publisher.enqueue([world.publicationOf('big.bin')]);
    await world.clock.advance(20_000);
    expect({ parts: world.count('oss.putPart'), created: world.count('oss.createMultipart') }).toEqual({
      parts: 3,
      created: 1,
    });
  });

  it('continues in the next window with the parts that are there', async () => {
    world.save('big.bin', bytesOf(40 * megabyte, 5));
    let parts = 0;
    const one = world.openWindow('one', {
      ...world.cloud,
      oss: Object.assign(Object.create(world.cloud.oss), {
        putPart: (...input: Parameters<typeof world.cloud.oss.putPart>) =>
          ++parts > 3 ? new Promise(() => undefined) : world.cloud.oss.putPart(...input),
      }),
    });
    await one.enqueue([world.publicationOf('big.bin')]);
    await world.clock.advance(1_000);
    one.dispose();
    world.shared.crash('one');
    expect(world.count('oss.putPart')).toBe(3);
    await world.openWindow('two').resume();
    await world.clock.advance(20_000);
    expect({
      parts: world.count('oss.putPart'),
      created: world.count('oss.createMultipart'),
      size: world.stored('big.bin')?.size,
    }).toEqual({ parts: 5, created: 1, size: 40 * megabyte });
  });

  it('starts again when it changed meanwhile, and the old parts are aborted', async () => {
    world.save('big.bin', bytesOf(21 * megabyte, 7));
    const publisher = world.openWindow('one');
    world.cloud.failNext('oss.completeMultipart', 'before', 'unavailable');
    await publisher.enqueue([world.publicationOf('big.bin')]);
    await world.clock.settle();
    const newer = bytesOf(22 * megabyte, 11);
    world.save('big.bin', newer);
    await world.clock.advance(60_000);
    expect(Buffer.compare(world.stored('big.bin')?.body ?? Buffer.of(), newer)).toBe(0);
    expect({ created: world.count('oss.createMultipart'), uploads: uploads() }).toEqual({ created: 2, uploads: 0 });
  });

  it('starts again with other headers when a rule has changed', async () => {
    world.save('big.bin', bytesOf(21 * megabyte, 7));
    const publisher = world.openWindow('one');
    world.cloud.failNext('oss.completeMultipart', 'before', 'unavailable');
    await publisher.enqueue([world.publicationOf('big.bin', { headers: { 'cache-control': 'no-cache' } })]);
    await world.clock.settle();
    await publisher.enqueue([world.publicationOf('big.bin', { headers: { 'cache-control': 'max-age=5' } })]);
    await world.clock.advance(60_000);
    expect(world.stored('big.bin')?.headers).toMatchObject({ 'cache-control': 'max-age=5' });
    expect({ created: world.count('oss.createMultipart'), uploads: uploads() }).toEqual({ created: 2, uploads: 0 });
  });
});

describe('a file that is changed and changed back while its parts are read', () => {
  it('a file that changes while its parts are read never becomes an object of both, and starts again', async () => {
    const [bytes, between] = [bytesOf(21 * megabyte, 3), bytesOf(21 * megabyte, 5)];
    world.save('big.bin', bytes);
    const { readRange } = world.disk;
    let reads = 0;
    world.disk.readRange = async (path, start, end, buffer) =>
      ++reads === 2 ? between.slice(start, end) : readRange(path, start, end, buffer);
    const stored: boolean[] = [];
    const completeMultipart: typeof world.cloud.oss.completeMultipart = async (...input) => {
      const result = await world.cloud.oss.completeMultipart(...input);
      stored.push(Buffer.compare(world.stored('big.bin')?.body ?? Buffer.of(), bytes) === 0);
      return result;
    };
    const oss = Object.assign(Object.create(world.cloud.oss), { completeMultipart });
    const publisher = world.openWindow('one', { ...world.cloud, oss });
    await publisher.enqueue([world.publicationOf('big.bin')]);
    await world.clock.advance(60_000);
    expect({ stored, state: publisher.state.kind, uploads: uploads() }).toEqual({
      stored: [true],
      state: 'idle',
      uploads: 0,
    });
    expect({ created: world.count('oss.createMultipart'), parts: world.count('oss.putPart') }).toEqual({
      created: 2,
      parts: 6,
    });
  });

  it('sends a part again when OSS returns no CRC-64 for it', async () => {
    world.save('big.bin', bytesOf(21 * megabyte, 7));
    const listParts: typeof world.cloud.oss.listParts = async (...input) =>
      (await world.cloud.oss.listParts(...input))?.map((part) => {
        const { crc64: _crc64, ...untold } = part;
        return part.number === 2 ? untold : part;
      });
    const oss = Object.assign(Object.create(world.cloud.oss), { listParts });
    const publisher = world.openWindow('one', { ...world.cloud, oss });
    world.cloud.failNext('oss.completeMultipart', 'before', 'unavailable');
    await publisher.enqueue([world.publicationOf('big.bin')]);
    await world.clock.advance(60_000);
    expect({
      state: publisher.state.kind,
      created: world.count('oss.createMultipart'),
      parts: world.count('oss.putPart'),
    }).toEqual({ state: 'idle', created: 1, parts: 4 });
  });
});

describe('an upload in parts that is not completed', () => {
  /** Leaves two parts of a file behind that wait to be gone on with. */
  async function begin(kind: 'unavailable' | 'forbidden') {
    world.save('big.bin', bytesOf(21 * megabyte, 7));
    const publisher = world.openWindow('one');
    world.cloud.failNext('oss.completeMultipart', 'before', kind);
    await publisher.enqueue([world.publicationOf('big.bin')]);
    await world.clock.settle();
    expect(uploads()).toBe(1);
    return publisher;
  }

  it.each([['cancel'], ['stop']] as const)(
    'an upload in parts that is not completed is aborted after %s',
    async (kind) => {
      const publisher = await begin('unavailable');
      await publisher.execute({ kind });
      await world.clock.advance(60_000);
      expect({ uploads: uploads(), entries: publisher.list(), workers: world.listWorkers() }).toEqual({
        uploads: 0,
        entries: [],
        workers: [],
      });
    },
  );

  it('an upload in parts is aborted when its failure is dismissed', async () => {
    const publisher = await begin('forbidden');
    await publisher.dismiss();
    await world.clock.advance(60_000);
    expect({ uploads: uploads(), entries: publisher.list() }).toEqual({ uploads: 0, entries: [] });
  });

  it('is aborted when the file is deleted', async () => {
    const publisher = await begin('unavailable');
    world.remove('big.bin');
    await publisher.enqueue([world.publicationOf('big.bin', { act: 'delete' })]);
    await world.clock.advance(60_000);
    expect({ uploads: uploads(), entries: publisher.list() }).toEqual({ uploads: 0, entries: [] });
  });

  it('is aborted when the bucket has the file already', async () => {
    const publisher = await begin('unavailable');
    world.save('big.bin', 'small');
    await world.put('big.bin', 'small');
    await publisher.enqueue([world.publicationOf('big.bin')]);
    await world.clock.advance(60_000);
    expect({ uploads: uploads(), entries: publisher.list() }).toEqual({ uploads: 0, entries: [] });
  });
});
