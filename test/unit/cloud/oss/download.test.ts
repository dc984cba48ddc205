import { expect, test } from 'vitest';
import type { AttemptSink, OssApi } from '../../../../src/cloud/oss/api.js';
import { downloadObject } from '../../../../src/cloud/oss/download.js';
import { AppError } from '../../../../src/core/errors.js';
import { failureOf } from '../../../support/failureOf.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const { signal } = new AbortController();

/** One call of several attempts. */
function apiOf(work: (attempt: () => AttemptSink) => Promise<void>): OssApi {
  const read: OssApi['read'] = async (_spec, { into }) => {
    await work(() => into!());
    return { status: 200, headers: {}, body: Buffer.alloc(0) };
  };
  return { read, write: read };
}

test('after a broken connection, a write error of the disk fails the download before the rest is added', async () => {
  const stored: string[] = [];
  let refuse = (_error: Error) => {};
  const sink = {
    restart: async () => void stored.splice(0),
    write: (piece: Uint8Array) => {
      stored.push(Buffer.from(piece).toString());
      return stored.length > 1
        ? Promise.resolve()
        : new Promise<void>((_resolve, reject) => {
            refuse = reject;
          });
    },
  };
  const api = apiOf(async (attempt) => {
    const first = attempt();
    await first.begin({ etag: '"1"' });
    void first.write(Buffer.from('first'))?.catch(() => undefined);
    const second = attempt();
    expect(second.headers).toEqual({ range: 'bytes=5-', 'if-match': '"1"' });
    const beginning = second.begin({ 'content-range': 'bytes 5-9/10' });
    refuse(new AppError('badFile', { code: 'ENOSPC' }));
    await beginning;
    await second.write(Buffer.from('other'));
  });
  expect((await failureOf(downloadObject(api, bucket, 'a.bin', sink, signal))).kind).toBe('badFile');
  expect(stored).toEqual(['first']);
});

test('an answer with another range than requested restarts the download', async () => {
  const stored: string[] = [];
  const sink = {
    restart: async () => void stored.splice(0),
    write: async (piece: Uint8Array) => void stored.push(Buffer.from(piece).toString()),
  };
  const api = apiOf(async (attempt) => {
    const first = attempt();
    await first.begin({ etag: '"1"' });
    await first.write(Buffer.from('first'));
    const second = attempt();
    await second.begin({ etag: '"1"' });
    await second.write(Buffer.from('whole'));
    expect(() => first.write(Buffer.from('late'))).toThrow(expect.objectContaining({ name: 'AbortError' }));
  });
  await downloadObject(api, bucket, 'a.bin', sink, signal);
  expect(stored).toEqual(['whole']);
});
