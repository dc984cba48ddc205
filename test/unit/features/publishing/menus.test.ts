import { expect, test } from 'vitest';
import { readManifest } from '../../../project/manifest.js';

const menus = readManifest().contributes.menus ?? {};
const trusted = 'isWorkspaceTrusted';

/** The conditions under which a menu offers a command. */
function whensOf(menu: string, command: string): readonly string[] {
  return (menus[menu] ?? []).filter((item) => item.command === `ossCdn.${command}`).map(({ when = '' }) => when);
}

const file = '!explorerResourceIsFolder && resourceDirname in ossCdn.mappedFolders';

test.each([
  ['explorer/context', 'ossCdn.files', file],
  ['editor/title/context', 'ossCdn.editorFile', 'resourceDirname in ossCdn.mappedFolders'],
  ['editor/context', 'ossCdn.editorFile', 'ossCdn.mappedFile'],
])('%s has one entry, the submenu, where a file or folder is mapped', (menu, submenu, when) => {
  expect(menus[menu]?.map((item) => item.submenu)).toEqual([submenu]);
  expect(menus[menu]?.[0]?.when).toContain(when);
});

test('a mapped file can be published, refreshed and prefetched from the submenu in a trusted workspace, and inspected in any', () => {
  for (const command of ['publishFile', 'refreshUrls', 'prefetchUrls'])
    expect(whensOf('ossCdn.files', command)).toContain(`${file} && ${trusted}`);
  for (const command of ['copyCdnUrl', 'copyCdnUrlAs', 'openAtCdn', 'checkAtEdge', 'whyNotPublished'])
    expect(whensOf('ossCdn.files', command)).toContain(file);
});

test('the submenu of an editor offers the same of its file, whatever is selected in the Explorer', () => {
  const ofFile = menus['ossCdn.files']?.filter(({ when = '' }) => when.startsWith('!explorerResourceIsFolder'));
  expect(menus['ossCdn.editorFile']?.map(({ command }) => command)).toEqual(ofFile?.map(({ command }) => command));
  expect(menus['ossCdn.editorFile']?.filter(({ when = '' }) => /explorer|^$/.test(when))).toEqual([]);
});

test('a folder around mapped files is published from the Explorer', () => {
  const around = 'explorerResourceIsFolder && resourcePath in ossCdn.publishableFolders';
  expect(whensOf('ossCdn.files', 'publishFolder')).toEqual([`${around} && ${trusted}`]);
  expect(menus['explorer/context']?.[0]?.when).toContain(around);
});

test.each([
  ['publishFile', 'object', 'viewItem == object'],
  ['publishFolder', 'folder', 'viewItem == folder'],
  ['publishFolder', 'bucket', 'viewItem =~ /^bucket/'],
  ['publishFolder', 'domain that is online', 'viewItem =~ /^domain;.*online/'],
])('%s is offered at the row of a %s where a folder is mapped', (command, _row, item) => {
  const wanted = `view == ossCdn.explorer && ${item} && ossCdn.hasMapping && ${trusted}`;
  expect(whensOf('view/item/context', command)).toContain(wanted);
});
