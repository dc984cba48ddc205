import { describe, expect, test } from 'vitest';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import { downloadObjects } from '../../../../src/core/objects/downloadObjects.js';
import type { IncomingFile } from '../../../../src/core/ports/local.js';
import type { ObjectSink } from '../../../../src/core/ports/oss.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const other = { name: 'other', region: 'cn-beijing' };
const file = (path: string) => ({
  object: { bucket: path.startsWith('other') ? other : bucket, key: path, path },
  path,
});
const piece = new Uint8Array(10);

/** A disk that notes what became of each file. */
function createDisk() {
  const ends = new Map<string, string>();
  const create = async (_folder: string, path: string): Promise<IncomingFile> => ({
    restart: async () => undefined,
    write: async () => undefined,
    finish: async (replaces) => void ends.set(path, replaces ? 'replaced' : 'created'),
    discard: async () => void ends.set(path, 'discarded'),
  });
  return { ends, create };
}

type Serve = (key: string, sink: ObjectSink, signal: AbortSignal) => Promise<void>;

async function run(paths: readonly string[], serve: Serve, work = new AbortController()) {
  const disk = createDisk();
  const seen: number[] = [];
  const oss = {
    downloadObject: (_bucket: unknown, key: string, sink: ObjectSink, signal: AbortSignal) => serve(key, sink, signal),
  };
  const result = await downloadObjects(
    { oss, downloads: disk },
    paths.map(file),
    { folder: '/d', replaces: new Set(['old.txt']), onProgress: ({ bytes }) => seen.push(bytes) },
    work.signal,
  );
  return { result: { ...result, files: result.done.length }, ends: Object.fromEntries(disk.ends), seen };
}

const whole: Serve = async (_key, sink) => {
  await sink.restart();
  await sink.write(piece);
};

test('every file is downloaded completely, and replaces only what the user agreed to', async () => {
  const { result, ends } = await run(['new.txt', 'old.txt'], whole);
  expect(result).toMatchObject({ files: 2, bytes: 20, failures: [], remaining: [], cancelled: false });
  expect(ends).toEqual({ 'new.txt': 'created', 'old.txt': 'replaced' });
});

test('a file whose download restarts is counted once', async () => {
  const { result, seen } = await run(['a'], async (_key, sink) => {
    for (let count = 0; count < 3; count++) {
      await sink.restart();
      await sink.write(piece);
    }
  });
  expect(result).toMatchObject({ files: 1, bytes: 10 });
  expect(Math.max(...seen)).toBe(10);
});

describe('a failure of one file', () => {
  const failing =
    (kind: ErrorKind, code?: string): Serve =>
    async (key, sink) => {
      await sink.restart();
      await sink.write(piece);
      if (key === 'a') throw new AppError(kind, code === undefined ? {} : { code });
    };

  test('a failed file leaves nothing on disk and does not prevent the other downloads', async () => {
    const { result, ends } = await run(['a', 'b', 'c'], failing('noSuchObject'));
    expect(result).toMatchObject({ files: 2, bytes: 20 });
    expect(result.failures.map(({ item: { path }, error }) => [path, error.kind])).toEqual([['a', 'noSuchObject']]);
    expect(ends).toEqual({ a: 'discarded', b: 'created', c: 'created' });
  });

  test.each<[ErrorKind, string | undefined]>([
    ['offline', undefined],
    ['expiredCredentials', undefined],
    ['clockSkewed', undefined],
    ['overdue', undefined],
    ['badFile', 'ENOSPC'],
    ['badFile', 'EROFS'],
  ])('a failure that concerns all files ends the download: %s %s', async (kind, code) => {
    const paths = ['a', ...Array.from({ length: 20 }, (_, at) => `b${at}`)];
    const { result } = await run(paths, failing(kind, code));
    expect(result.failures.length).toBe(1);
    expect(result.files).toBeLessThan(8);
    expect(result.remaining.map(({ path }) => path)).toEqual(paths.slice(1 + result.files));
  });
});

describe('failures that would occur again', () => {
  const names = (start: string, count: number) => Array.from({ length: count }, (_, at) => `${start}${at}`);
  const fail = (...given: ConstructorParameters<typeof AppError>): Serve => {
    const serve: Serve = async (key, sink) => {
      if (key.startsWith('bad')) throw new AppError(...given);
      await whole(key, sink, new AbortController().signal);
    };
    return serve;
  };

  test.each(['noSuchBucket', 'wrongRegion', 'publicEndpointForbidden', 'untrustedCertificate'] as const)(
    'a failure of the whole bucket ends the download for this bucket alone: %s',
    async (kind) => {
      const { result } = await run([...names('bad', 30), ...names('other', 30)], fail(kind));
      expect(result.files).toBe(30);
      expect(result.failures.length).toBeLessThanOrEqual(4);
      expect(result.failures.length + result.remaining.length).toBe(30);
    },
  );

  test('the same refusal for many objects of a bucket in a row ends the download for this bucket alone', async () => {
    const { result } = await run(
      [...names('bad', 1_000), ...names('other', 30)],
      fail('forbidden', { httpStatus: 403 }),
    );
    expect(result.files).toBe(30);
    expect(result.failures.length).toBeLessThan(25);
    expect(result.failures.length + result.remaining.length).toBe(1_000);
  });

  test('a download continues while some objects succeed between those that are refused', async () => {
    const paths = names('', 200).map((name, at) => (at % 10 === 9 ? `good${name}` : `bad${name}`));
    const { result } = await run(paths, fail('forbidden'));
    expect({ files: result.files, failures: result.failures.length }).toEqual({ files: 20, failures: 180 });
  });

  test.each<[ErrorKind, string | undefined]>([
    ['objectArchived', undefined],
    ['noSuchObject', undefined],
    ['corruptDownload', undefined],
    ['badFile', 'EEXIST'],
  ])(
    'a failure of one object does not prevent others from being tried, however often it occurs: %s %s',
    async (kind, code) => {
      const { result } = await run([...names('bad', 100), 'good'], fail(kind, code === undefined ? {} : { code }));
      expect({ files: result.files, failures: result.failures.length }).toEqual({ files: 1, failures: 100 });
    },
  );
});

test('a cancelled download keeps complete files and removes partial ones', async () => {
  const work = new AbortController();
  const { result, ends } = await run(
    ['a', 'b', 'c', 'd', 'e', 'f'],
    async (key, sink) => {
      await whole(key, sink, work.signal);
      if (key === 'a') return;
      work.abort();
      throw new AppError('cancelled');
    },
    work,
  );
  expect(result).toMatchObject({
    files: 1,
    bytes: 10,
    failures: [],
    remaining: ['b', 'c', 'd', 'e', 'f'].map(file),
    cancelled: true,
  });
  expect(Object.entries(ends).filter(([, end]) => end !== 'discarded')).toEqual([['a', 'created']]);
  expect(Object.keys(ends)).not.toContain('f');
});

test('a download that is cancelled after its last file is complete is not reported as cancelled', async () => {
  const work = new AbortController();
  const serve: Serve = async (...given) => {
    await whole(...given);
    work.abort();
  };
  const { result } = await run(['a'], serve, work);
  expect(result).toMatchObject({ files: 1, bytes: 10, failures: [], remaining: [], cancelled: false });
});
