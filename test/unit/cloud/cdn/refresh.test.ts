import { describe, expect, test } from 'vitest';
import type { CdnApi } from '../../../../src/cloud/cdn/api.js';
import { refreshCalls } from '../../../../src/cloud/cdn/cdn.js';

const { signal } = new AbortController();
const urls = ['https://img.example.com/a.png'];

function answering(body: object | undefined): CdnApi {
  const answer = async () => body && { body };
  return { read: answer, write: answer } as unknown as CdnApi;
}

describe('an answer that accepts URLs', () => {
  test.each([
    { answer: '1,2', taskIds: ['1', '2'] },
    { answer: 3, taskIds: ['3'] },
    { answer: null, taskIds: [] },
    { answer: {}, taskIds: [] },
  ])('lists the tasks $taskIds where the ids are $answer', async ({ answer, taskIds }) => {
    const refreshed = await refreshCalls.refresh(answering({ refreshTaskId: answer }), urls, 'File', signal);
    const prefetched = await refreshCalls.prefetch(answering({ PushTaskId: answer }), urls, signal);
    expect({ refreshed, prefetched }).toEqual({ refreshed: { taskIds }, prefetched: { taskIds } });
  });

  test('lists no task where the SDK could not read it', async () => {
    expect(await refreshCalls.prefetch(answering(undefined), urls, signal)).toEqual({ taskIds: [] });
  });
});

describe('the list of refresh tasks', () => {
  const tasks = { CDNTask: [{ taskId: '1' }, { taskId: '2' }] };
  const totalOf = async (body: object) =>
    (await refreshCalls.listRefreshTasks(answering({ tasks, ...body }), { page: 3, limit: 20 }, signal)).total;

  test('has the total that CDN returns', async () => {
    expect(await totalOf({ totalCount: 95 })).toBe(95);
  });

  test('has the number of tasks up to this page where CDN returns no total', async () => {
    expect(await totalOf({})).toBe(42);
  });
});
