import { expect, test } from 'vitest';
import { pollTasks, RecentTasks } from '../../../../src/core/cdn/awaitTasks.js';
import { AppError } from '../../../../src/core/errors.js';
import type { RefreshTask } from '../../../../src/core/ports/cdn.js';

const { signal } = new AbortController();
const task = (status: RefreshTask['status']) =>
  ({ id: '1', url: 'https://img.example.com/a.js', status, percent: 0 }) as RefreshTask;

/** Polls tasks that take this long, one after another. Returns the times of the polls of each, ms since its acceptance. */
async function pollEach(recent: RecentTasks | undefined, durations: readonly number[], failing = 0) {
  const polls: number[][] = [];
  for (const ms of durations) {
    let now = 0;
    const asked: number[] = [];
    const readRefreshTasks = async () => {
      asked.push(now);
      if (asked.length <= failing) throw new AppError('throttled');
      return [task(now >= ms ? 'complete' : 'refreshing')];
    };
    const clock = {
      now: () => now,
      sleep: async (pause: number) => {
        now += pause;
      },
    };
    const options = { clock, random: () => 0.5, deadlineMs: 900_000, ...(recent && { recent }) };
    await pollTasks({ readRefreshTasks }, ['1'], options, signal);
    polls.push(asked);
  }
  return polls;
}

const total = (polls: readonly (readonly number[])[]) => polls.reduce((sum, { length }) => sum + length, 0);

test('the first poll comes sooner each time the last task had ended by then, but not at once', async () => {
  const polls = await pollEach(new RecentTasks(), Array(8).fill(50));
  expect(polls).toEqual([[2_000], [1_333], [889], [593], [400], [400], [400], [400]]);
});

test('the first poll comes near the time that the last tasks took, and the next ones soon after', async () => {
  const polls = await pollEach(new RecentTasks(), Array(20).fill(1_500));
  const ends = polls.slice(1).map((asked) => asked.at(-1) ?? 0);
  expect(Math.max(...ends)).toBeLessThanOrEqual(2_100);
  expect(total(polls)).toBeLessThanOrEqual(40);
});

test('slow tasks are polled as if none had been fast, from the next one on', async () => {
  const recent = new RecentTasks();
  await pollEach(recent, Array(8).fill(50));
  const usual = total(await pollEach(undefined, [330_000]));
  const [first = [], second = []] = await pollEach(recent, [330_000, 330_000]);
  expect(first.length).toBeLessThanOrEqual(usual + 5);
  expect(second.length).toBe(usual);
});

test('a task that is still running counts as slow for those that are accepted meanwhile', async () => {
  const recent = new RecentTasks();
  await pollEach(recent, Array(8).fill(50));
  expect(recent.firstPollMs).toBe(400);
  recent.noteRunning(5_000);
  expect(recent.firstPollMs).toBe(2_000);
});

test('polls that failed make no task fast', async () => {
  const recent = new RecentTasks();
  const [asked] = await pollEach(recent, [50], 2);
  expect({ asked, next: recent.firstPollMs }).toEqual({ asked: [2_000, 5_000, 9_500], next: 2_000 });
});
