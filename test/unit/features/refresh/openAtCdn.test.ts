import { beforeEach, expect, test } from 'vitest';
import { openAtCdn } from '../../../../src/features/refresh/addressCommands.js';
import type { RefreshDeps } from '../../../../src/features/refresh/refreshDeps.js';
import { editor, resetEditor, workspace } from '../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

beforeEach(() => {
  resetEditor();
  workspace.isTrusted = false;
});

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
