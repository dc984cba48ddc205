import { expect, test } from 'vitest';
import { readManifest } from '../../../project/manifest.js';

const menus = readManifest().contributes.menus ?? {};
const ofRows = ['view/item/context', 'ossCdn.domainSettings', 'ossCdn.domainCache', 'ossCdn.domainCopy'];
const inMenu = (menu: string, filter: RegExp) =>
  (menu === 'view/item/context' ? ofRows.flatMap((each) => menus[each] ?? []) : (menus[menu] ?? []))
    .filter(({ when = '' }) => filter.test(when))
    .map(({ command = '', when = '' }) => ({ command: command.replace('ossCdn.', ''), when }));
const changing = ['refreshUrls', 'prefetchUrls', 'refreshFolder'];

test('commands that change the cloud are offered in the submenu of trusted workspaces only', () => {
  const found = ['ossCdn.files', 'ossCdn.editorFile']
    .flatMap((menu) => inMenu(menu, /./))
    .filter(({ command }) => changing.includes(command));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ when }) => !when.includes('isWorkspaceTrusted'))).toEqual([]);
});

test('a folder is refreshed as a whole or file by file', () => {
  const offered = inMenu('ossCdn.files', /(?<!!)explorerResourceIsFolder/).map(({ command }) => command);
  expect(offered).toEqual(expect.arrayContaining(changing));
});

test.each([
  ['task', false],
  ['task;failed', true],
])('a row that is %s can be retried: %s', (contextValue, wanted) => {
  const items = inMenu('view/item/context', /^view == ossCdn\.refreshTasks /);
  const fits = items.filter(({ when }) =>
    new RegExp(/viewItem =~ \/(.+?)\//.exec(when)?.[1] ?? '$^').test(contextValue),
  );
  const commands = fits.map(({ command }) => command);
  expect(commands.includes('retryRefreshTask')).toBe(wanted);
  expect(commands).toContain('copyTaskUrl');
});

test('an object, a folder, a bucket and an online domain offer the commands that apply to them', () => {
  const of = (item: string) =>
    new Set(inMenu('view/item/context', new RegExp(`viewItem (== |=~ /\\^)${item}/?$`)).map(({ command }) => command));
  expect([...of('object')].sort()).toEqual(
    [
      'checkAtEdge',
      'compareObject',
      'copyCdnUrl',
      'copyCdnUrlAs',
      'copyObjectKey',
      'copyPresignedUrl',
      'editObject',
      'openAtCdn',
      'openObject',
      'prefetchUrls',
      'refreshUrls',
      'showProperties',
      'showVersions',
    ].sort(),
  );
  expect([...of('folder')]).toEqual(['refreshFolder', 'refreshRow']);
  expect(of('bucket')).toContain('refreshFolder');
});

test('at a domain the commands that ask for a path say so, elsewhere the path is known', () => {
  const asking = ['refreshPath', 'prefetchPath'];
  const of = (row: RegExp) => inMenu('view/item/context', row).map(({ command }) => command);
  expect(of(/\^domain/)).toEqual(expect.arrayContaining(asking));
  expect(of(/viewItem == object/).filter((command) => asking.includes(command))).toEqual([]);
  expect(of(/\^domain/)).not.toContain('refreshUrls');
});
