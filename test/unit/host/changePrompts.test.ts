import { beforeEach, expect, test } from 'vitest';
import { reportChange } from '../../../src/host/changePrompts.js';
import { editor, resetEditor, shownTexts } from '../../support/fakeVscode.js';
import { openActivity } from '../../support/openActivity.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

const action = 'AddDomainRecord';
const activity = openActivity();

async function addRecord(rr: string, id?: string): Promise<string | undefined> {
  const record = { zone: 'example.com', rr, type: 'A', value: '192.0.2.9', ttl: 600 };
  const at = { zone: 'example.com', rr, ...(id !== undefined && { id }) };
  const change = { kind: 'record', at, before: null, after: { record, enabled: true } } as const;
  await activity.track({ action, subject: `${rr}.example.com`, change }, async () => undefined);
  return activity.entries[0]?.id;
}

test('what was done is said once, in a notification that offers the undo of the newest change of its own subject', async () => {
  const old = await addRecord('a', '1');
  await addRecord('a');
  await addRecord('b', '2');
  await reportChange(activity, 'Done: a', { action, subject: 'a.example.com' });
  expect({ shown: shownTexts(), ran: editor.ran }).toEqual({
    shown: ['Done: a\n[Undo]'],
    ran: [['ossCdn.undoChange', old]],
  });
});

test('what cannot be undone is said in the status bar', async () => {
  await reportChange(activity, 'Done: c', { action, subject: 'c.example.com' });
  await reportChange(activity, 'Done: all');
  expect(editor.shown.map(({ kind, text }) => ({ kind, text }))).toEqual([
    { kind: 'status', text: 'Done: c' },
    { kind: 'status', text: 'Done: all' },
  ]);
});
