import { beforeEach, expect, test, vi } from 'vitest';
import type { Activity, ActivityEntry } from '../../../src/core/activity/activity.js';
import { reportChange } from '../../../src/host/changePrompts.js';

const seen = vi.hoisted(() => ({ notices: [] as string[], status: [] as string[], ran: [] as unknown[][] }));

vi.mock('vscode', async () => ({
  ...(await import('../../support/vscodeWords.js')),
  commands: { executeCommand: async (...call: unknown[]) => void seen.ran.push(call) },
  window: {
    showInformationMessage: async (text: string, button: string) => {
      seen.notices.push(text);
      return button;
    },
    setStatusBarMessage: (text: string) => void seen.status.push(text),
  },
}));

beforeEach(() => void Object.assign(seen, { notices: [], status: [], ran: [] }));

const action = 'AddDomainRecord';
const entry = (id: string, subject: string, canUndo = true): ActivityEntry => ({
  ...{ id, action, subject, startedAt: 0, durationMs: 1 },
  ...(canUndo && { undo: { kind: 'stopDomain', domain: subject } }),
});
const entries = [
  entry('newest', 'b.example.com'),
  entry('newer', 'a.example.com', false),
  entry('old', 'a.example.com'),
];
const activity = { entries } as unknown as Activity;

test('what was done offers the undo of the newest change of its own subject', async () => {
  await reportChange(activity, 'Done: a', { action, subject: 'a.example.com' });
  expect(seen).toEqual({ notices: ['Done: a'], status: [], ran: [['ossCdn.undoChange', 'old']] });
});

test('what cannot be undone is said in the status bar', async () => {
  await reportChange(activity, 'Done: c', { action, subject: 'c.example.com' });
  await reportChange(activity, 'Done: all');
  expect(seen).toEqual({ notices: [], status: ['Done: c', 'Done: all'], ran: [] });
});

test('an offer with a sentence of its own leaves what was done to the status bar', async () => {
  await reportChange(activity, 'Done: b', { action, subject: 'b.example.com' }, 'Changed: b');
  expect(seen).toEqual({ notices: ['Changed: b'], status: ['Done: b'], ran: [['ossCdn.undoChange', 'newest']] });
});
