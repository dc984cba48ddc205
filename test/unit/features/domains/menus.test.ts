import { describe, expect, it } from 'vitest';
import type { CdnSource, DomainStatus } from '../../../../src/core/ports/cdn.js';
import { changeTokens } from '../../../../src/features/activity/changeList.js';
import { domainTokens } from '../../../../src/features/explorer/rowLooks.js';
import { readManifest } from '../../../project/manifest.js';
import { readText } from '../../../project/sources.js';
import { demoSource } from '../../../support/siteSources.js';

const { menus = {} } = readManifest().contributes;

/** The entries of a menu that a row has, those that are inline left out. */
function entriesOf(menu: string, view: string, contextValue: string) {
  const isShown = (when: string) => when.includes(`view == ${view} `) && matches(when, contextValue);
  return (menus[menu] ?? []).filter(({ when = '', group = '' }) => isShown(when) && !group.startsWith('inline'));
}

/** The commands that the context menu of a row and its submenus offer. */
function offered(view: string, contextValue: string): readonly string[] {
  const below = (menu: string): readonly string[] =>
    entriesOf(menu, view, contextValue).flatMap(({ command, submenu = '' }) => command ?? below(submenu));
  return [...new Set(below('view/item/context').map((command) => command.replace('ossCdn.', '')))].sort();
}

function matches(when: string, contextValue: string): boolean {
  const pattern = /viewItem =~ \/(.+?)\/(?: |$)/.exec(when)?.[1];
  if (pattern !== undefined) return new RegExp(pattern).test(contextValue);
  return /viewItem == '?([^' ]+)/.exec(when)?.[1] === contextValue;
}

const changing = ['enableDomain', 'disableDomain', 'deleteDomain', 'unbindDomain', 'editOrigin', 'openMapping'];
const domain = { name: 'img.example.com', type: 'web', sources: [], httpsOn: false } as const;
const rowOf = (status: DomainStatus, bound?: boolean, sources: readonly CdnSource[] = [demoSource]) => {
  const late = { kind: 'domain', configured: true, ...(bound !== undefined && { bound }) } as const;
  return domainTokens({ ...domain, status, sources, cname: 'c.kunlunsl.com' }, late).join(';');
};

const statuses: readonly DomainStatus[] = [
  'online',
  'offline',
  'configure_failed',
  'check_failed',
  'configuring',
  'checking',
  'stopping',
  'deleting',
];

describe('the row of a domain', () => {
  it.each<[DomainStatus, readonly string[]]>([
    ['online', ['deleteDomain', 'disableDomain', 'editOrigin']],
    ['offline', ['deleteDomain', 'enableDomain']],
    ['configure_failed', ['deleteDomain', 'editOrigin']],
    ['check_failed', ['deleteDomain']],
    ['configuring', []],
    ['checking', []],
    ['stopping', []],
    ['deleting', []],
  ])('the row of a domain that is %s offers what can be done with it', (status, wanted) => {
    const found = offered('ossCdn.explorer', rowOf(status, undefined, []));
    expect(found.filter((command) => changing.includes(command))).toEqual(wanted);
    expect(found).toEqual(expect.arrayContaining(['copyCname', 'openCdnConsole', 'verifyCname']));
  });

  it('offers to unbind a bound domain, and refresh on save where automatic refresh has stopped', () => {
    expect(offered('ossCdn.explorer', rowOf('online', true))).toContain('unbindDomain');
    expect(offered('ossCdn.explorer', rowOf('online', true))).not.toContain('openMapping');
    // The binding is not known before the user has looked at the row.
    expect(offered('ossCdn.explorer', rowOf('online'))).toContain('unbindDomain');
    expect(offered('ossCdn.explorer', rowOf('online', false))).toContain('openMapping');
    expect(offered('ossCdn.explorer', rowOf('online', false))).not.toContain('unbindDomain');
  });

  it.each(statuses)(
    'the menu of a domain that is %s has at most eight entries, and no submenu that is empty',
    (status) => {
      for (const bound of [undefined, true, false]) {
        const row = `${rowOf(status, bound)};https;ending`;
        const top = entriesOf('view/item/context', 'ossCdn.explorer', row);
        expect(top.length).toBeLessThanOrEqual(8);
        const submenus = top.flatMap(({ submenu }) => submenu ?? []);
        expect(submenus.filter((menu) => entriesOf(menu, 'ossCdn.explorer', row).length === 0)).toEqual([]);
      }
    },
  );

  it('the row of a domain offers no CNAME before there is one', () => {
    const row = domainTokens({ ...domain, status: 'configuring' }, undefined).join(';');
    expect(offered('ossCdn.explorer', row)).not.toContain('copyCname');
  });
});

describe('the row of a change', () => {
  const entry = { id: '1', action: 'StopCdnDomain', subject: 'img.example.com', startedAt: 0, durationMs: 1 };
  const at = { domain: 'img.example.com' };
  const change = { kind: 'status', at, before: 'online', after: 'offline' } as const;
  const stored = { kind: 'certificate', at: {}, before: null, after: { name: 'mine' } } as const;

  it.each([
    [entry, ['copyCallDetails']],
    [{ ...entry, failed: 'ServiceBusy' }, ['copyCallDetails', 'openChangeConsole']],
    [{ ...entry, change }, ['copyCallDetails', 'openChangeConsole', 'undoChange']],
    [{ ...entry, change, undoneAt: 1 }, ['copyCallDetails', 'openChangeConsole']],
    [{ ...entry, change, unknown: 'timeout' }, ['copyCallDetails', 'openChangeConsole']],
    [{ ...entry, change: { ...change, before: undefined } }, ['copyCallDetails', 'openChangeConsole']],
    [{ ...entry, change: stored }, ['copyCallDetails']],
  ])('offers what can be done with it: %#', (row, wanted) => {
    expect(offered('ossCdn.activity', changeTokens(row).join(';'))).toEqual(wanted);
  });
});

describe('titles', () => {
  const titles: Readonly<Record<string, string>> = JSON.parse(readText('package.nls.json'));
  const asking = ['editOrigin', 'disableDomain', 'deleteDomain', 'unbindDomain', 'refreshPath', 'prefetchPath'];

  it.each([...asking, 'setUpHttps', 'setHsts', 'openCdnConsole'])(
    '%s asks for more input, and its title says so',
    (name) => {
      expect(titles[`command.${name}`]).toMatch(/[^.]…$/);
    },
  );

  it('titles of commands that inspect a domain or file share no word but CDN', () => {
    const wordsOf = (name: string) => titles[`command.${name}`]?.toLowerCase().split(' ') ?? [];
    const all = ['verifyCname', 'checkAtEdge', 'openAtCdn'].flatMap(wordsOf).filter((word) => word !== 'cdn');
    expect(all.length).toBe(new Set(all).size);
  });
});
