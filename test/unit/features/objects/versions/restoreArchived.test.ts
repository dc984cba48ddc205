import { beforeEach, expect, test } from 'vitest';
import { restoreArchived, restoreSources } from '../../../../../src/features/objects/versions/restoreArchived.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, openWindow } from '../objectWindow.js';

beforeEach(resetEditor);

const { signal } = new AbortController();
const target = (key: string) => ({ bucket, key });

async function open(classes: Readonly<Record<string, string>>, lines: readonly Line[]) {
  const window = await openWindow([], undefined, lines);
  for (const [key, storageClass] of Object.entries(classes)) {
    const headers = { 'x-oss-storage-class': storageClass };
    await window.cloud.oss.putObject(bucket, key, { body: new Uint8Array(2 * 1024 * 1024), headers }, signal);
  }
  return window;
}

const stateOf = async ({ cloud }: Awaited<ReturnType<typeof open>>, key: string) =>
  (await cloud.oss.readObjectHead(bucket, key, signal))?.headers['x-oss-restore'];

test('an archived object is restored after a question with time and cost', async () => {
  const window = await open({ a: 'Archive' }, [
    { type: '8', refused: 'Enter a whole number from 1 to 7' },
    { type: '3' },
  ]);
  editor.press = (button) => button === 'Restore';
  await restoreArchived(window.deps, [target('a')]);
  expect(modalTexts()[0]).toBe(
    [
      'Restore “a” from the archive?',
      'Before: archived: has to be restored before it can be read',
      'After: can be read about 1 minute after this; days: 3',
      '',
      'OSS bills the retrieval of 2.0 MB by the GB, and each request. The prices depend on the region.',
      'Storage in the archive class is billed as before.',
      '[Restore]',
      '[Open OSS Prices]',
    ].join('\n'),
  );
  expect(await stateOf(window, 'a')).toBe('ongoing-request="true"');
  expect(shownTexts().at(-1)).toBe('Restoration requested, which takes about 1 minute: a');
});

test('the prices are opened from the question, which is then asked again', async () => {
  const window = await open({ a: 'Archive' }, [{ type: '3' }]);
  const pressed = ['Open OSS Prices', 'Restore'];
  editor.answer = async () => pressed.shift();
  await restoreArchived(window.deps, [target('a')]);
  expect(editor.opened.map(String)).toEqual(['https://www.alibabacloud.com/product/oss/pricing']);
  expect(await stateOf(window, 'a')).toBe('ongoing-request="true"');
});

test('the priority of a cold archive is chosen by time, and other classes of the selection are left', async () => {
  const lines = [{ pick: 'Cold Archive' }, { pick: 'Bulk' }, { type: '1' }];
  const window = await open({ a: 'Archive', b: 'ColdArchive', c: 'Standard' }, lines);
  const { restoreObject } = window.cloud.oss;
  const asked: unknown[] = [];
  window.cloud.oss.restoreObject = async (ref, key, request, ...rest) => {
    asked.push([key, request]);
    return restoreObject(ref, key, request, ...rest);
  };
  editor.press = (button) => button === 'Restore';
  await restoreArchived(window.deps, ['a', 'b', 'c'].map(target));
  expect(window.asked[1]?.says).toEqual(['within 1 hour', '2 to 5 hours', '5 to 12 hours']);
  expect(modalTexts()[0]).toContain('The readable copy is billed as Standard storage for these days.');
  expect(asked).toEqual([['b', { days: 1, tier: 'Bulk' }]]);
});

test('a selection without archived objects needs nothing, and a declined question requests nothing', async () => {
  const window = await open({ a: 'Archive', c: 'Standard' }, [{ type: '1' }]);
  await restoreArchived(window.deps, [target('c')]);
  expect(shownTexts()).toEqual(['Only archived objects need to be restored, and none is selected']);
  await restoreArchived(window.deps, [target('a')]);
  expect(await stateOf(window, 'a')).toBeUndefined();
});

test('an archived version is restored by its id', async () => {
  const window = await open({ a: 'Standard' }, [{ type: '2' }]);
  const { oss } = window.cloud;
  await oss.setVersioning(bucket, 'enabled', signal);
  const headers = { 'x-oss-storage-class': 'Archive' };
  const { versionId } = await oss.putObject(bucket, 'a', { body: new Uint8Array(1), headers }, signal);
  await oss.putObject(bucket, 'a', { body: new Uint8Array(2), headers: {} }, signal);
  editor.press = (button) => button === 'Restore';
  await restoreSources(window.deps, [{ ...target('a'), versionId: versionId! }]);
  const head = await oss.readObjectHead(bucket, 'a', signal, versionId);
  expect([head?.headers['x-oss-restore'], await stateOf(window, 'a')]).toEqual(['ongoing-request="true"', undefined]);
});
