import { beforeEach, describe, expect, test } from 'vitest';
import type { ActivityEntry } from '../../../../src/core/activity/activity.js';
import { shortTime, timeOfDay } from '../../../../src/core/text/timeText.js';
import { chooseUndoable } from '../../../../src/features/activity/changeList.js';
import { ActivityTree } from '../../../../src/features/activity/register.js';
import { resetEditor, shownTexts } from '../../../support/fakeVscode.js';

beforeEach(() => resetEditor());

const now = new Date(2026, 2, 6, 9, 0).getTime();
const entryAt = (id: string, startedAt: Date): ActivityEntry => ({
  id,
  action: 'StopCdnDomain',
  subject: 'img.example.com',
  startedAt: startedAt.getTime(),
  durationMs: 1,
  change: { kind: 'status', at: { domain: 'img.example.com' }, before: 'online', after: 'offline' },
});
const [today, before] = [entryAt('1', new Date(2026, 2, 6, 8, 30)), entryAt('2', new Date(2026, 2, 5, 8, 30))];
const [timeToday, timeBefore] = [timeOfDay(today.startedAt), `Mar 5 ${timeOfDay(before.startedAt)}`];
const clock = { now: () => now };

/** What is asked of the user, who takes the first row. */
function open(entries: readonly ActivityEntry[]) {
  const asked: { readonly description?: string }[][] = [];
  const ui = {
    pick: async ({ items }: { items: { description?: string; value: ActivityEntry }[] }) => {
      asked.push(items);
      return { kind: 'value', value: items[0]?.value };
    },
  };
  const activity = { entries, load: async () => undefined };
  return { asked, deps: { ui, activity, clock } as unknown as Parameters<typeof chooseUndoable>[0] };
}

describe('a change that a command is about', () => {
  test('is chosen among those that can be undone, each with its day unless that is today', async () => {
    const { asked, deps } = open([today, before, { ...before, id: '3', failed: 'Throttling' }]);
    expect(await chooseUndoable(deps, undefined)).toBe(today);
    expect(asked.map((rows) => rows.map(({ description }) => description))).toEqual([
      [`${timeToday} · StopCdnDomain`, `${timeBefore} · StopCdnDomain`],
    ]);
  });

  test('is the one with the given id, without a question', async () => {
    const { asked, deps } = open([today, before]);
    expect(await chooseUndoable(deps, '2')).toBe(before);
    expect({ asked, shown: shownTexts() }).toEqual({ asked: [], shown: [] });
  });

  test('reports an unknown id as gone', async () => {
    const { asked, deps } = open([today]);
    expect(await chooseUndoable(deps, '2')).toBeUndefined();
    expect({ asked, shown: shownTexts() }).toEqual({ asked: [], shown: ['This change is no longer in the list'] });
  });

  test('reports that none can be undone', async () => {
    const { asked, deps } = open([{ ...today, undoneAt: 1 }]);
    expect(await chooseUndoable(deps, undefined)).toBeUndefined();
    expect({ asked, shown: shownTexts() }).toEqual({
      asked: [],
      shown: ['None of the listed changes supports this: Undo Change'],
    });
  });
});

test('the row of a change has its day unless that is today', () => {
  const tree = new ActivityTree(open([today, before]).deps.activity as never, clock);
  const rows = tree.getChildren().map((node) => tree.getTreeItem(node));
  expect(rows.map(({ description }) => description)).toEqual([
    `img.example.com · ${shortTime(today.startedAt)}`,
    `img.example.com · Mar 5 ${shortTime(before.startedAt)}`,
  ]);
  const spoken = rows.map(({ accessibilityInformation }) =>
    accessibilityInformation?.label.endsWith(`, Mar 5 ${shortTime(before.startedAt)}`),
  );
  expect(spoken).toEqual([false, true]);
});
