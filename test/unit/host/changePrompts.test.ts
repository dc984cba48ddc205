import { beforeEach, expect, test } from 'vitest';
import type { Activity, ActivityEntry } from '../../../src/core/activity/activity.js';
import { reportChange } from '../../../src/host/changePrompts.js';
import { editor, resetEditor, shownTexts } from '../../support/fakeVscode.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

const action = 'AddDomainRecord';
const entry = (id: string, subject: string, canUndo = true): ActivityEntry => ({
  id,
  action,
  subject,
  startedAt: 0,
  durationMs: 1,
  ...(canUndo && { undo: { kind: 'stopDomain', domain: subject } }),
});
const entries = [
  entry('newest', 'b.example.com'),
  entry('newer', 'a.example.com', false),
  entry('old', 'a.example.com'),
];
const activity = { entries } as unknown as Activity;

test('a change is reported once, in a notification with undo for the newest change of its subject', async () => {
  await reportChange(activity, 'Done: a', { action, subject: 'a.example.com' });
  expect({ shown: shownTexts(), ran: editor.ran }).toEqual({
    shown: ['Done: a\n[Undo]'],
    ran: [['ossCdn.undoChange', 'old']],
  });
});

test('a change without undo is reported in the status bar', async () => {
  await reportChange(activity, 'Done: c', { action, subject: 'c.example.com' });
  await reportChange(activity, 'Done: all');
  expect(editor.shown.map(({ kind, text }) => ({ kind, text }))).toEqual([
    { kind: 'status', text: 'Done: c' },
    { kind: 'status', text: 'Done: all' },
  ]);
});
