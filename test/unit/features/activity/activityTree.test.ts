import { expect, test } from 'vitest';
import type { ThemeIcon } from 'vscode';
import type { Activity, ActivityEntry } from '../../../../src/core/activity/activity.js';
import { changeText } from '../../../../src/features/activity/changeList.js';
import { ActivityTree } from '../../../../src/features/activity/register.js';
import { env } from '../../../support/fakeVscode.js';

const startedAt = new Date(2026, 2, 4, 14, 5, 9).getTime();
const bind: ActivityEntry = { id: '1', action: 'PutCname', subject: 'img.example.com', startedAt, durationMs: 5 };

function rowOf(entry: ActivityEntry) {
  const activity = { entries: [entry] } as unknown as Activity;
  const tree = new ActivityTree(activity, { now: () => startedAt });
  const [node] = tree.getChildren();
  if (!node) throw new Error('no row');
  const { description, iconPath, accessibilityInformation } = tree.getTreeItem(node);
  return { description, icon: (iconPath as ThemeIcon).id, spoken: accessibilityInformation?.label };
}

test.each([
  ['NeedVerifyDomainOwnership', 'info', 'ownership verification requested'],
  ['DomainOwnerVerifyFail', 'info', 'ownership verification requested'],
  ['AccessDenied', 'error', 'failed: AccessDenied'],
])('a call refused with %s has the icon %s and says: %s', (failed, icon, words) => {
  const row = rowOf({ ...bind, failed });
  expect(row.icon).toBe(icon);
  expect(row.description).toMatch(new RegExp(`^${words} · img\\.example\\.com · `));
  expect(row.spoken).toContain(words);
});

test('an entry of several calls shows their number before text that may be cut off', () => {
  const uploads = { ...bind, action: 'PutObject', subject: 'site/css/', calls: 1_200 };
  const row = rowOf(uploads);
  expect(row.description).toMatch(/^calls: 1,200 · site\/css\/ · /);
  expect(row.spoken).toContain('calls: 1,200');
  expect(changeText(uploads)).toContain('\ncalls: 1,200 · 5 ms · done');
  expect(rowOf(bind).description).not.toContain('calls');
});

test("details show the local time with the time zone, in the format of the editor's language", () => {
  const lines = () => changeText({ ...bind, undoneAt: startedAt }).replace(/[\u202f\u00a0]/g, ' ');
  expect(lines()).toMatch(/^Mar 4, 2026, 2:05:09 PM \S+$/m);
  expect(lines()).toMatch(/^Undone: Mar 4, 2026, 2:05:09 PM /m);
  env.language = 'zh-cn';
  expect(lines()).toContain('2026年3月4日');
  env.language = 'en';
});
