import { beforeEach, expect, test } from 'vitest';
import { copyPresignedUrl } from '../../../../src/features/objects/copyPresignedUrl.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import type { Line } from '../../../support/scriptedUi.js';
import { bucket, openWindow } from './objectWindow.js';

beforeEach(resetEditor);

const key = 'img/a.png';

test.each<[string, readonly Line[], number]>([
  ['15 minutes', [{ pick: '15 minutes' }], 900],
  ['1 hour', [{ pick: '1 hour' }], 3_600],
  ['1 day', [{ pick: '1 day' }], 86_400],
  ['7 days', [{ pick: '7 days' }], 604_800],
  ['a number of minutes', [{ pick: 'Custom…' }, { type: ' 90 ' }], 5_400],
])('a URL can be signed for %s', async (_title, lines, seconds) => {
  const { deps } = await openWindow([key], undefined, lines);
  await copyPresignedUrl(deps, { bucket, key });
  expect(editor.copied).toEqual([expect.stringContaining(`x-oss-expires=${seconds}&`)]);
});

test('durations above the limit of OSS and text that is no number are refused', async () => {
  const refused = /^Enter a whole number from 1 to 10080/;
  const lines = ['0', '10081', '-5', '1.5', 'x', ''].map((type) => ({ type, refused }));
  const { deps } = await openWindow([key], undefined, [{ pick: 'Custom…' }, ...lines, { type: '10080' }]);
  await copyPresignedUrl(deps, { bucket, key });
  expect(editor.copied).toEqual([expect.stringContaining('x-oss-expires=604800&')]);
});

test('the message shows the expiry and who can read, but not the URL', async () => {
  const { deps, failures } = await openWindow([key], undefined, [{ pick: '1 hour' }]);
  await copyPresignedUrl(deps, { bucket, key });
  expect(shownTexts()).toEqual([
    expect.stringMatching(
      /^Until .+, anyone with the copied URL can read: img\/a\.png · Browsers may download the file/,
    ),
  ]);
  expect(JSON.stringify([editor.shown, editor.progress, failures])).not.toContain('x-oss-signature');
});

test('a URL of temporary credentials ends with them, and one of a bound domain opens in browsers', async () => {
  const { deps, cloud } = await openWindow([key], undefined, [{ pick: '1 hour' }]);
  const oss = { ...cloud.oss, presignObject: async () => ({ url: 'https://files.example.com/a', isTemporary: true }) };
  const session = { ...deps.session, cloud: async () => ({ ...cloud, oss }) };
  await copyPresignedUrl({ ...deps, session }, { bucket: { ...bucket, uploadDomain: 'files.example.com' }, key });
  expect(shownTexts()[0]).toMatch(/: img\/a\.png · It ends earlier if your temporary credentials expire\.$/);
});

test.each(['a/../b.txt', './a.txt', 'a/..'])(
  'the user is told that the URL of %s fails in what resolves the segments of its path, before it is signed and after',
  async (odd) => {
    const note = /resolve the "\." or "\.\." in its path: download the object here instead/;
    const { deps, asked } = await openWindow([odd], undefined, [{ pick: '1 hour' }]);
    await copyPresignedUrl(deps, { bucket, key: odd });
    expect(shownTexts()[0]).toMatch(note);
    expect(asked[0]?.notes).toContainEqual(expect.stringMatching(note));
  },
);

test.each([key, '..a/b..txt', '.hidden/a'])('nothing is said of the path of %s', async (usual) => {
  const { deps } = await openWindow([usual], undefined, [{ pick: '1 hour' }]);
  await copyPresignedUrl(deps, { bucket, key: usual });
  expect(shownTexts()[0]).not.toContain('in its path');
});

test('nothing is copied when the user leaves', async () => {
  const { deps } = await openWindow([key], undefined, ['cancel']);
  await copyPresignedUrl(deps, { bucket, key });
  expect({ copied: editor.copied, shown: shownTexts() }).toEqual({ copied: [], shown: [] });
});
