import { expect, test } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import { collectFiles } from '../../../../../src/core/publishing/byHand/collectFiles.js';
import { uploadObjects } from '../../../../../src/core/publishing/byHand/uploadObjects.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { createMemoryFiles } from '../../../../support/memoryFiles.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const { signal } = new AbortController();
const clock = { now: () => Date.now() };

/** Files `0`, `1` and so on, each of 3 bytes, that are to be uploaded as new objects. */
async function openUpload(count: number, text = 'abc') {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  const files = createMemoryFiles(clock);
  for (let at = 0; at < count; at++) files.save(`/w/site/${at}`, text);
  const place = { accountId: '1', bucket, prefix: '' };
  const found = await collectFiles(files, [{ path: '/w/site', top: '/w', label: 'site' }], place, signal);
  const uploads = found!.files.map((publication) => ({ publication }));
  const seen: { readonly files: number; readonly bytes: number }[] = [];
  const send = async (ended = signal, ports: CloudPorts = cloud) => {
    const tools = { cloud: ports, files, clock, onReplaced };
    const result = await uploadObjects(tools, uploads, (progress) => seen.push({ ...progress }), ended);
    return { ...result, files: result.done.length };
  };
  const onReplaced = () => expect.unreachable();
  return { cloud, send, seen };
}

test('at most 16 uploads run at once at first, and each is counted once', async () => {
  const { cloud, send, seen } = await openUpload(100);
  const { putObject } = cloud.oss;
  let running = 0;
  const most: number[] = [];
  cloud.oss.putObject = async (...given) => {
    most.push(++running);
    try {
      return await putObject(...given);
    } finally {
      running--;
    }
  };
  expect(await send()).toMatchObject({ files: 100, bytes: 300, failures: [], remaining: [], cancelled: false });
  expect(Math.max(...most.slice(0, 16))).toBeLessThanOrEqual(16);
  expect(Math.max(...most)).toBeLessThanOrEqual(64);
  expect(seen.at(-1)).toEqual({ files: 100, bytes: 300 });
});

test('request bodies share 64 MB of memory', async () => {
  const { cloud, send } = await openUpload(12, 'x'.repeat(10 * 1024 * 1024));
  const { putObject } = cloud.oss;
  let [held, most] = [0, 0];
  cloud.oss.putObject = async (...given) => {
    held += given[2].body.length;
    most = Math.max(most, held);
    try {
      return await putObject(...given);
    } finally {
      held -= given[2].body.length;
    }
  };
  expect(await send()).toMatchObject({ files: 12, failures: [] });
  expect(most).toBeLessThanOrEqual(64 * 1024 * 1024);
});

test('after a failure that concerns the whole account no other file is tried', async () => {
  const { cloud, send } = await openUpload(200);
  let puts = 0;
  cloud.oss.putObject = async () => {
    puts++;
    throw new AppError('overdue');
  };
  const { failures, remaining } = await send();
  expect(failures.length + remaining.length).toBe(200);
  expect(puts).toBeLessThanOrEqual(64);
});

test('once the keys are refused no further upload starts', async () => {
  const { cloud, send } = await openUpload(200);
  let [puts, late] = [0, 0];
  let isRefused = false;
  const onTheWay = () => new Promise<void>((resolve) => setImmediate(resolve));
  const oss = new Proxy(cloud.oss, {
    get: (target, method) => {
      const real = Reflect.get(target, method);
      if (typeof real !== 'function') return real;
      return async (...input: unknown[]) => {
        if (isRefused) late++;
        await onTheWay();
        if (method === 'putObject' && ++puts > 20) {
          await onTheWay();
          isRefused = true;
          throw new AppError('expiredCredentials');
        }
        return real.apply(target, input);
      };
    },
  });
  const { failures, remaining, uploaded } = await send(signal, { ...cloud, oss });
  expect({ late, all: uploaded.size + failures.length + remaining.length }).toEqual({ late: 0, all: 200 });
});

test('a failure of one file does not prevent other uploads, and its bytes do not count', async () => {
  const { cloud, send, seen } = await openUpload(3);
  cloud.failNext('oss.putObject', 'before', 'objectLocked');
  expect(await send()).toMatchObject({ files: 2, bytes: 6, failures: [{ error: { kind: 'objectLocked' } }] });
  expect(seen.at(-1)).toEqual({ files: 2, bytes: 6 });
});

test('no upload starts once the upload is cancelled', async () => {
  const { cloud, send } = await openUpload(3);
  const ended = new AbortController();
  ended.abort();
  const { remaining, cancelled } = await send(ended.signal);
  expect({ remaining: remaining.length, cancelled, calls: cloud.calls }).toEqual({
    remaining: 3,
    cancelled: true,
    calls: [],
  });
});

test('an upload with a lost answer is checked once more and is no failure', async () => {
  const { cloud, send } = await openUpload(1);
  cloud.failNext('oss.putObject', 'after', 'unavailable');
  expect(await send()).toMatchObject({ files: 1, failures: [] });
  expect(cloud.state.buckets.get(bucket.name)?.objects.size).toBe(1);
});

test('objects that another author has created meanwhile fail one by one, however many there are', async () => {
  const { cloud, send } = await openUpload(200);
  cloud.oss.readObjectHead = async () => ({ size: 9, etag: 'OTHER', headers: {} });
  cloud.oss.putObject = async () => {
    throw new AppError('objectExists');
  };
  const { failures, remaining } = await send();
  expect({ failures: failures.length, remaining: remaining.length }).toEqual({ failures: 200, remaining: 0 });
});
