import { beforeEach, expect, test } from 'vitest';
import { moveObjects, renameObject } from '../../../../../src/features/objects/copy/copyCommands.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, openWindow, serve } from '../objectWindow.js';

beforeEach(resetEditor);

const target = (key: string) => ({ bucket, key });
const press = (label: string) => {
  editor.press = (button) => button === label;
};
async function open(keys: readonly string[], ...lines: readonly Line[]) {
  const opened = await openWindow(keys, undefined, lines);
  serve(opened.cloud, 'img.example.com');
  const keysNow = () => [...opened.cloud.state.buckets.get(bucket.name)!.objects.keys()].sort();
  return { ...opened, keysNow };
}

test('a rename shows both names and the URLs that stop to answer, and changes nothing when declined', async () => {
  const { deps, keysNow } = await open(['img/a.png'], { type: 'b.png' });
  await renameObject(deps, target('img/a.png'));
  expect(modalTexts()).toEqual([
    [
      'Rename “img/a.png” to “b.png”?',
      'From: “my-site/img/a.png”',
      'To: “my-site/img/b.png”',
      'Objects: 1\n',
      'URLs that stop to answer: 1',
      'https://img.example.com/img/a.png\n',
      'CDN serves its cached copies until they are refreshed or expire: img.example.com',
      'Uses 2 of the 10,000 URL refreshes left today.',
      'This takes effect after 5 to 6 minutes and cannot be undone.',
      '[Rename and Refresh CDN]',
      '[Rename Only]',
    ].join('\n'),
  ]);
  expect(keysNow()).toEqual(['img/a.png']);
});

test('a renamed object is copied and deleted, and its old and new URLs are refreshed', async () => {
  const { deps, keysNow, sent } = await open(['img/a.png'], { type: 'b.png' });
  press('Rename and Refresh CDN');
  await renameObject(deps, target('img/a.png'));
  expect(keysNow()).toEqual(['img/b.png']);
  expect(sent).toEqual([
    { request: 'urls', urls: ['https://img.example.com/img/a.png', 'https://img.example.com/img/b.png'] },
  ]);
  expect(editor.ran).toEqual([['ossCdn.retryNode', 'bucket:my-site']]);
  expect(shownTexts().at(-1)).toBe('Renamed to my-site/img/b.png');
});

test('a slip of the mouse moves nothing: the first button of the question declines', async () => {
  const { deps, keysNow } = await open(['a.js', 'img/x.png']);
  editor.press = (button) => button === editor.shown.at(-1)?.buttons[0];
  await moveObjects(deps, [{ ...target('img/'), moved: [target('a.js')] }]);
  expect(modalTexts()[0]).toContain('The rows were dragged to another place. Nothing is moved unless you choose Move.');
  expect(editor.shown[0]?.buttons).toEqual(['Do Not Move', 'Move and Refresh CDN', 'Move Only']);
  expect(keysNow()).toEqual(['a.js', 'img/x.png']);
});
