import { expect, test } from 'vitest';
import type { ActivityEntry } from '../../../../../src/core/activity/activity.js';
import type { TaskGroup } from '../../../../../src/core/refresh/taskList.js';
import type { RefreshDeps } from '../../../../../src/features/refresh/refreshDeps.js';
import { moreItem, TaskTree } from '../../../../../src/features/refresh/tasks/taskTree.js';

const call = { subject: '2 URLs', startedAt: 1, durationMs: 1 };
const own: ActivityEntry = {
  ...call,
  id: '1',
  action: 'RefreshObjectCaches',
  requestId: 'R-own',
  taskIds: ['11', '12'],
};
const elsewhere: ActivityEntry = { ...own, id: '2', requestId: 'R-elsewhere', taskIds: ['21'] };

function open() {
  let loads = 0;
  const entries = [own];
  const activity = {
    entries,
    load: async () => {
      loads++;
      entries.push(elsewhere);
    },
  };
  const log = { debug: () => undefined };
  const view = { isVisible: () => true, redraw: () => undefined };
  const tree = new TaskTree({ activity, log } as unknown as RefreshDeps, view);
  const tooltipOf = async (id: string) => {
    const task = { id, url: 'https://img.example.com/a', status: 'complete', percent: 100 } as const;
    const group: TaskGroup = { key: id, id, status: 'complete', percent: 100, tasks: [task] };
    return (await tree.resolveTreeItem({}, { kind: 'group', argument: id, group })).tooltip;
  };
  return { tooltipOf, loads: () => loads };
}

test('a task shows the RequestId of the call that started it, whichever window made that call', async () => {
  const { tooltipOf, loads } = open();
  expect(await tooltipOf('12')).toContain('RequestId: R-own');
  expect(loads()).toBe(0);
  expect(await tooltipOf('21')).toContain('RequestId: R-elsewhere');
});

test('the entries of other windows are read once for a task that this window did not start', async () => {
  const { tooltipOf, loads } = open();
  expect(await tooltipOf('31')).not.toContain('RequestId');
  await tooltipOf('31');
  expect(loads()).toBe(1);
});

test("the row that loads more writes its numbers in the format of the editor's language", () => {
  expect(moreItem([1_000, 12_345]).description).toBe('1,000 of 12,345 loaded');
});
