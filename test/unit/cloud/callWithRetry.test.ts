import { expect, test } from 'vitest';
import { type Link, read, write } from '../../../src/cloud/callWithRetry.js';
import { createSdkApi } from '../../../src/cloud/sdkApi.js';
import { createRequestLimits } from '../../../src/core/concurrency/requestLimits.js';
import type { CloudCall } from '../../../src/core/ports/cloud.js';
import { createVirtualClock } from '../../support/virtualClock.js';

const drift = new Error('type of tasks is mismatch, expect array, but object');
const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const overloaded = Object.assign(new Error('Service Unavailable'), { code: 'ServiceUnavailable', statusCode: 503 });
const never = new AbortController().signal;

function setUp() {
  const calls: CloudCall[] = [];
  const clock = createVirtualClock();
  const limits = createRequestLimits(clock.now);
  const credentials = async () => ({ accessKeyId: 'LTAI1', accessKeySecret: 'secretOne' });
  const link: Link = { credentials, onCall: (call) => void calls.push(call), clock, limits, timeoutMs: 1_000 };
  return { link, clock, calls };
}

const spec = { action: 'AddCdnDomain', subject: 'img.example.com', signal: never };

test('a write took effect when its answer has an unexpected shape', async () => {
  const { link, calls } = setUp();
  const api = createSdkApi(
    link,
    async () => ({}),
    () => ({}),
  );
  expect(await api.write(spec, () => Promise.reject(drift))).toBeUndefined();
  expect(calls).toMatchObject([{ action: 'AddCdnDomain', subject: 'img.example.com', mutating: true }]);
  expect(calls[0]).not.toHaveProperty('failed');
});

test('a read is a bad answer when its answer has an unexpected shape', async () => {
  const { link, calls } = setUp();
  await expect(read(link, spec, () => Promise.reject(drift))).rejects.toMatchObject({ kind: 'badAnswer' });
  expect(calls).toMatchObject([{ mutating: false, failed: 'badAnswer' }]);
});

test('a read is tried three times, with pauses, and reported once', async () => {
  const { link, clock, calls } = setUp();
  let tries = 0;
  const failing = expect(
    read(link, spec, () => {
      tries++;
      return Promise.reject(overloaded);
    }),
  ).rejects.toMatchObject({ kind: 'unavailable' });
  await clock.settle();
  expect({ tries, waiting: clock.waiting }).toEqual({ tries: 1, waiting: 1 });
  await clock.advance(60_000);
  await failing;
  expect(tries).toBe(3);
  expect(calls).toMatchObject([{ failed: 'ServiceUnavailable', durationMs: expect.any(Number) }]);
});

test.each(['ECONNRESET', 'ECONNABORTED', 'EPIPE'])(
  'a call whose connection was closed (%s) is sent again at once, and only then with the usual pauses',
  async (code) => {
    const { link, clock, calls } = setUp();
    let tries = 0;
    const failing = expect(
      write(link, { ...spec, repeatable: true }, () => {
        tries++;
        return Promise.reject(Object.assign(new Error('closed'), { code }));
      }),
    ).rejects.toMatchObject({ kind: 'unavailable' });
    await clock.settle();
    expect({ tries, waiting: clock.waiting }).toEqual({ tries: 2, waiting: 1 });
    await clock.advance(60_000);
    await failing;
    expect(tries).toBe(4);
    expect(calls).toMatchObject([{ failed: code }]);
  },
);

test.each([
  ['a change that must not be repeated', {}, reset],
  ['a call that cannot connect', { repeatable: true }, Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
])('%s is not sent again after its connection failed', async (_name, more, failure) => {
  const { link, clock } = setUp();
  let tries = 0;
  const failing = write(link, { ...spec, ...more }, () => {
    tries++;
    return Promise.reject(failure);
  }).catch(() => 'failed');
  await clock.advance(60_000);
  expect({ ended: await failing, tries }).toEqual({ ended: 'failed', tries: 1 });
});

test('a call that is cancelled while its connection is closed is not sent again', async () => {
  const { link } = setUp();
  const abort = new AbortController();
  let tries = 0;
  const writing = write(link, { ...spec, signal: abort.signal, repeatable: true }, () => {
    tries++;
    abort.abort();
    return Promise.reject(reset);
  });
  await expect(writing).rejects.toMatchObject({ kind: 'cancelled' });
  expect(tries).toBe(1);
});

test('a change that is cancelled while it runs ends only with its request, so that nothing follows before', async () => {
  const { link, clock } = setUp();
  const abort = new AbortController();
  let answer: (body: { body: object }) => void = () => undefined;
  let ended = false;
  const writing = write(
    link,
    { ...spec, signal: abort.signal },
    () => new Promise<{ body: object }>((resolve) => (answer = resolve)),
  ).finally(() => {
    ended = true;
  });
  abort.abort();
  await clock.settle();
  expect(ended).toBe(false);
  answer({ body: {} });
  expect(await writing).toEqual({ body: {} });
  let sent = 0;
  const late = write(link, { ...spec, signal: abort.signal }, async () => ({ body: sent++ }));
  await expect(late).rejects.toMatchObject({ kind: 'cancelled' });
  expect(sent).toBe(0);
});

test('a read that is cancelled while it runs or pauses ends at once', async () => {
  const { link, clock } = setUp();
  const abort = new AbortController();
  const pending = expect(
    read(link, { ...spec, signal: abort.signal }, () => new Promise<never>(() => {})),
  ).rejects.toMatchObject({ kind: 'cancelled' });
  const pausing = expect(
    read(link, { ...spec, signal: abort.signal }, () => Promise.reject(overloaded)),
  ).rejects.toMatchObject({ kind: 'cancelled' });
  await clock.settle();
  abort.abort();
  await Promise.all([pending, pausing]);
});

test('the request id comes from the body or from the header', async () => {
  const { link, calls } = setUp();
  await read(link, spec, async () => ({ body: { requestId: 'R1' } }));
  await read(link, spec, async () => ({ headers: { 'x-oss-request-id': 'R2' } }));
  expect(calls.map((call) => call.requestId)).toEqual(['R1', 'R2']);
});

test.each([
  [{ refreshTaskId: '12,13' }, ['12', '13']],
  [{ PushTaskId: '14' }, ['14']],
  [{ PushTaskId: 15 }, ['15']],
  [{ PushTaskId: null }, undefined],
  [{ tasks: [] }, undefined],
])('the answer %j lists the tasks %j', async (body, taskIds) => {
  const { link, calls } = setUp();
  await write(link, spec, async () => ({ body: { ...body, requestId: 'R-1' } }));
  expect(calls).toMatchObject([{ requestId: 'R-1' }]);
  expect(calls[0]?.taskIds).toEqual(taskIds);
});
