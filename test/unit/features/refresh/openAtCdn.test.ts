import { beforeEach, expect, test } from 'vitest';
import { copyCdnUrl, openAtCdn } from '../../../../src/features/refresh/refreshCommands.js';
import type { RefreshDeps } from '../../../../src/features/refresh/refreshDeps.js';
import { editor, resetEditor, shownTexts, workspace } from '../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

beforeEach(() => {
  resetEditor();
  workspace.isTrusted = false;
});

test.each(['..', 'img/../a.png', './a.png'])(
  'the object %s, which browsers cannot request, is not opened, with a message',
  async (key) => {
    const cloud = createMemoryCloud();
    const bucket = { name: 'my-site', region: 'cn-hangzhou' };
    cloud.addDomain('img.example.com', bucket.name);
    const deps = { session: { account: { id: '100' }, cloud: async () => cloud } } as unknown as RefreshDeps;
    await openAtCdn(deps, [{ bucket, key }]);
    await copyCdnUrl(deps, [
      { bucket, key },
      { bucket, key: 'b.png' },
    ]);
    expect({ opened: editor.opened, copied: editor.copied }).toEqual({
      opened: [],
      copied: ['https://img.example.com/b.png'],
    });
    expect(shownTexts()[0]).toContain(`because they resolve the "." or ".." in its path`);
  },
);

test.each([
  ['a#b.css', 'a%23b.css'],
  ['a?b', 'a%3Fb'],
  ['a+b', 'a%2Bb'],
  ['50%.txt', '50%25.txt'],
  ['文.png', '%E6%96%87.png'],
])('the object %s opens at the CDN as %s', async (key, path) => {
  const cloud = createMemoryCloud();
  const bucket = { name: 'my-site', region: 'cn-hangzhou' };
  cloud.addDomain('img.example.com', bucket.name);
  const deps = { session: { account: { id: '100' }, cloud: async () => cloud } } as unknown as RefreshDeps;
  await openAtCdn(deps, [{ bucket, key }]);
  expect(editor.opened).toEqual([`https://img.example.com/${path}`]);
});
