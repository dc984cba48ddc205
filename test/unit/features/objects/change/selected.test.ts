import { beforeEach, expect, test } from 'vitest';
import { allTargets, oneObject } from '../../../../../src/features/objects/change/selected.js';
import { createObjectCommands } from '../../../../../src/features/objects/objectCommands.js';
import { modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { bucket, openWindow } from '../objectWindow.js';

beforeEach(resetEditor);

const at = (key: string) => ({ bucket, key });

test('the given targets of a command come before the selected rows', () => {
  const selection = () => [at('b')];
  expect([
    allTargets({ selection }, [at('a')]),
    allTargets({ selection }, []),
    oneObject({ selection }, at('a')),
  ]).toEqual([[at('a')], [at('b')], at('a')]);
});

test.each([
  ['none', []],
  ['several', ['a', 'b']],
  ['a folder', ['a/']],
])('a command on one object says what to select where there is %s', (_title, keys) => {
  expect(oneObject({ selection: () => keys.map(at) }, undefined)).toBeUndefined();
  expect(shownTexts()).toEqual(['First select one object in the OSS + CDN view']);
});

test('the Delete key asks before it deletes the selected rows, and does nothing on other rows', async () => {
  const window = await openWindow(['a.js', 'b.js']);
  const run = createObjectCommands(window.deps)['ossCdn.deleteObjects'];
  await run();
  expect(shownTexts()).toEqual(['First select objects or folders in the OSS + CDN view']);
  window.selected.push(at('a.js'), at('b.js'));
  await run();
  expect(modalTexts()[0]).toMatch(/^Delete 2 objects from my-site\?/);
  expect(window.cloud.calls).not.toContain('oss.deleteObjects');
});
