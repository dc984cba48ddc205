import { describe, expect, test } from 'vitest';
import { awaitTasks } from '../../../../src/core/cdn/awaitTasks.js';
import { AppError } from '../../../../src/core/errors.js';
import type { RefreshStatus, RefreshTask } from '../../../../src/core/ports/cdn.js';
import { groupTasks, toRefreshKind } from '../../../../src/core/refresh/taskGroups.js';
import { TaskList } from '../../../../src/core/refresh/taskList.js';

const { signal } = new AbortController();
const usual = { random: () => 0.5, deadlineMs: 45 * 60_000 };

function task(id: string, url = '/', status: RefreshStatus = 'complete', percent = 100): RefreshTask {
  return { id, url, status, percent, kind: 'file', createdAt: 1 };
}

describe('tasks of one id', () => {
  test('are one row with the worst state and the mean percent', () => {
    const groups = groupTasks([task('2', '/a', 'refreshing', 50), task('2', '/b', 'failed', 0), task('1')]);
    expect(groups.map(({ id, status, percent, tasks }) => ({ id, status, percent, tasks: tasks.length }))).toEqual([
      { id: '2', status: 'failed', percent: 25, tasks: 2 },
      { id: '1', status: 'complete', percent: 100, tasks: 1 },
    ]);
  });

  test('tasks of one id but another kind are another row', () => {
    expect(groupTasks([task('1'), { ...task('1'), kind: 'prefetch' }]).map(({ key }) => key)).toEqual([
      '1 file',
      '1 prefetch',
    ]);
  });

  test('tasks of one id that two pages both hold are there once, as read first', () => {
    const [group] = groupTasks([task('1', '/a', 'complete'), task('1', '/a', 'refreshing', 10)]);
    expect(group?.tasks).toEqual([task('1', '/a', 'complete')]);
  });

  test('are asked for again by what they were', () => {
    expect((['file', 'directory', 'prefetch', 'regex', undefined] as const).map(toRefreshKind)).toEqual([
      'urls',
      'directories',
      'prefetches',
      'patterns',
      undefined,
    ]);
  });
});

describe('the list', () => {
  const all = Array.from({ length: 120 }, (_, at) => task(String(at)));
  const cdn = (tasks: readonly RefreshTask[], asked: number[] = []) => ({
    listRefreshTasks: async ({ page, limit }: { readonly page: number; readonly limit: number }) => {
      asked.push(page);
      return { tasks: tasks.slice((page - 1) * limit, page * limit), total: tasks.length };
    },
  });

  test('reads page by page, and the pages it has again', async () => {
    const list = new TaskList();
    const asked: number[] = [];
    await list.reload(cdn(all, asked), signal);
    expect({ groups: list.groups.length, hasMore: list.hasMore, asked }).toEqual({
      groups: 50,
      hasMore: true,
      asked: [1],
    });
    await list.more(cdn(all, asked), signal);
    await list.more(cdn(all, asked), signal);
    expect({ groups: list.groups.length, hasMore: list.hasMore }).toEqual({ groups: 120, hasMore: false });
    expect(asked).toEqual([1, 1, 2, 1, 2, 3]);
    list.clear();
    expect({ groups: list.groups.length, hasMore: list.hasMore, isUnfinished: list.isUnfinished }).toEqual({
      groups: 0,
      hasMore: false,
      isUnfinished: false,
    });
  });

  test('the list of tasks keeps its entries when reading fails', async () => {
    const list = new TaskList();
    await list.reload(cdn(all), signal);
    const broken = { listRefreshTasks: () => Promise.reject(new AppError('offline')) };
    await expect(list.reload(broken, signal)).rejects.toThrow('offline');
    await expect(list.more(broken, signal)).rejects.toThrow('offline');
    expect({ groups: list.groups.length, hasMore: list.hasMore }).toEqual({ groups: 50, hasMore: true });
  });

  test('is unfinished while a task is', async () => {
    const list = new TaskList();
    await list.reload(cdn([task('1'), task('2', '/', 'pending', 0)]), signal);
    expect(list.isUnfinished).toBe(true);
  });
});

describe('waiting', () => {
  function world(answers: readonly (readonly RefreshTask[] | AppError)[]) {
    let now = 0;
    const rest = [...answers];
    const seen: number[] = [];
    const asked: (readonly string[])[] = [];
    const clock = {
      now: () => now,
      sleep: async (ms: number, at: AbortSignal) => {
        if (at.aborted) throw new AppError('cancelled');
        now += ms;
      },
    };
    const readRefreshTasks = async (ids: readonly string[]) => {
      asked.push(ids);
      const answer = rest.length > 1 ? rest.shift() : rest[0];
      if (answer instanceof AppError) throw answer;
      return answer ?? [];
    };
    const wait = (ids: readonly string[], until = signal) =>
      awaitTasks(
        { readRefreshTasks },
        ids,
        { clock, ...usual, onProgress: (percent) => void seen.push(percent) },
        until,
      );
    return { wait, seen, asked, now: () => now };
  }

  test('ends when every id has come and ended, and tells how far it is', async () => {
    const ended = [task('1'), task('2', '/b', 'failed', 40)];
    const { wait, seen } = world([[], [task('1')], [task('1'), task('2', '/b', 'refreshing', 40)], ended]);
    expect(await wait(['1', '2'])).toEqual(ended);
    expect(seen).toEqual([0, 100, 70]);
  });

  test('outlives what passes, and nothing else', async () => {
    const passing = world([new AppError('throttled'), new AppError('offline'), [task('1')]]);
    expect(await passing.wait(['1'])).toEqual([task('1')]);
    await expect(world([new AppError('forbidden')]).wait(['1'])).rejects.toThrow('forbidden');
  });

  test('gives up after half an hour in which each answer fails, and not for some that do', async () => {
    const { wait, now } = world([new AppError('unavailable')]);
    await expect(wait(['1'])).rejects.toThrow('timeout');
    expect(now() / 60_000).toBeCloseTo(30, 0);
    const some = Array<AppError>(60).fill(new AppError('throttled'));
    const answered = world([...some, [task('1', '/', 'refreshing', 1)], ...some, [task('1')]]);
    expect(await answered.wait(['1'])).toEqual([task('1')]);
  });

  test('counts no time without a network', async () => {
    const under = [task('1', '/', 'refreshing', 1)];
    const { wait, now } = world([...Array<AppError>(300).fill(new AppError('offline')), under]);
    await expect(wait(['1'])).rejects.toThrow('timeout');
    expect(now() / 60_000).toBeGreaterThan(45 + 90);
  });

  test('asks for 10 ids a call', async () => {
    const ids = Array.from({ length: 23 }, (_, at) => String(at));
    const { wait, asked } = world([ids.map((id) => task(id))]);
    await wait(ids);
    expect(asked.map(({ length }) => length)).toEqual([10, 10, 3]);
  });

  test('gives up after 45 minutes, and at once when the user no longer waits', async () => {
    const { wait, now } = world([[task('1', '/', 'refreshing', 1)]]);
    await expect(wait(['1'])).rejects.toThrow('timeout');
    expect(now() / 60_000).toBeCloseTo(45, 0);
    await expect(world([[]]).wait(['1'], AbortSignal.abort())).rejects.toThrow('cancelled');
  });
});
