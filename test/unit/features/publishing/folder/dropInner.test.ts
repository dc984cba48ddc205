import { expect, test, vi } from 'vitest';
import { dropInner } from '../../../../../src/features/publishing/folder/dropInner.js';
import type { FolderChoice } from '../../../../../src/features/publishing/folder/folderChoices.js';

vi.mock('vscode', () => ({}));

const css = { folder: 'css' };
const choice = (path: string, mapping: object = css) =>
  ({ uri: { path: `/w/${path}` }, part: { mapping } }) as unknown as FolderChoice;
const pathsOf = (choices: readonly FolderChoice[]) => choices.map(({ uri }) => uri.path);

test('a folder is not compared a second time as a part of another one, nor twice when it is named twice', () => {
  const given = [choice('css/lib/fonts'), choice('css/lib'), choice('css/lib'), choice('css/library')];
  expect(pathsOf(dropInner(given))).toEqual(['/w/css/lib', '/w/css/library']);
});

test('a part of another mapping is a folder of its own', () => {
  expect(dropInner([choice('css'), choice('css/lib', { folder: 'css/lib' })])).toHaveLength(2);
});
