import { expect, test } from 'vitest';
import { readManifest } from '../../../project/manifest.js';

const menus = readManifest().contributes.menus ?? {};
const trusted = 'isWorkspaceTrusted';

/** The conditions under which a menu offers a command. */
function whensOf(menu: string, command: string): readonly string[] {
  return (menus[menu] ?? []).filter((item) => item.command === `ossCdn.${command}`).map(({ when = '' }) => when);
}

test.each([
  ['explorer/context', '!explorerResourceIsFolder && resourceDirname in ossCdn.mappedFolders'],
  ['editor/title/context', 'resourceDirname in ossCdn.mappedFolders'],
  ['editor/context', 'ossCdn.mappedFile'],
])('a mapped file is published, refreshed and prefetched from %s', (menu, covered) => {
  for (const command of ['publishFile', 'refreshUrls', 'prefetchUrls'])
    expect(whensOf(menu, command)).toContain(`${covered} && ${trusted}`);
  for (const command of ['copyCdnUrl', 'copyCdnUrlAs', 'openAtCdn', 'checkAtEdge'])
    expect(whensOf(menu, command)).toContain(covered);
});

test('a folder around mapped files is published from the Explorer', () => {
  const wanted = `explorerResourceIsFolder && resourcePath in ossCdn.publishableFolders && ${trusted}`;
  expect(whensOf('explorer/context', 'publishFolder')).toEqual([wanted]);
});

test.each([
  ['publishFile', 'object', 'viewItem == object'],
  ['publishFolder', 'folder', 'viewItem == folder'],
  ['publishFolder', 'bucket', 'viewItem =~ /^bucket/'],
  ['publishFolder', 'domain that is online', 'viewItem =~ /^domain;.*online/'],
])('%s is offered at the row of a %s where a trusted folder is open', (command, _row, item) => {
  const wanted = `view == ossCdn.explorer && ${item} && workspaceFolderCount > 0 && ${trusted}`;
  expect(whensOf('view/item/context', command)).toContain(wanted);
});
