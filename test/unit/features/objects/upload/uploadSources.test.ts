import { beforeEach, expect, test } from 'vitest';
import { parseUriList, toUploadSource } from '../../../../../src/features/objects/upload/uploadTo.js';
import { resetEditor } from '../../../../support/fakeVscode.js';
import { openFolders } from '../../../../support/fakeWorkspace.js';
import { Uri } from '../../../../support/vscodeValues.js';

beforeEach(resetEditor);

const sourceOf = (text: string) => toUploadSource(Uri.parse(text) as never);

test('a dropped list is read line by line, without comments and invalid URIs', () => {
  const list = '# dragged from a window\r\nfile:///a%20b.png\r\n\r\n/etc/hosts\r\nfile:///c/\n';
  expect(parseUriList(list).map(({ path }) => path)).toEqual(['/a b.png', '/c/']);
});

test('a file of the workspace is named by its path in its workspace folder, as publishing names it', () => {
  openFolders('/w', '/w/inner');
  expect(sourceOf('file:///w/inner/img/a.png')).toEqual({
    path: '/w/inner/img/a.png',
    top: '/w/inner',
    label: 'img/a.png',
  });
  expect(sourceOf('file:///w')).toEqual({ path: '/w', top: '/w', label: '' });
});

test.each([
  ['file:///home/me/.aws/config', '/', 'home/me/.aws/config'],
  ['file:///C:/Users/me/a.png', '/C:/', 'Users/me/a.png'],
  ['file://server/share/site/a.png', '/share', 'site/a.png'],
])('outside of the workspace %s is named by its whole path below the root of its file system', (text, top, label) => {
  expect(sourceOf(text)).toMatchObject({ top, label });
});
