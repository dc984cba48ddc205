import { describe, expect, it } from 'vitest';
import type { DomainStatus } from '../../../../src/core/ports/cdn.js';
import { changeTokens } from '../../../../src/features/activity/register.js';
import { domainTokens } from '../../../../src/features/explorer/rowLooks.js';
import { readManifest } from '../../../project/manifest.js';
import { readText } from '../../../project/sources.js';

const items = readManifest().contributes.menus?.['view/item/context'] ?? [];

/** The commands that the context menu of a row offers, inline ones not counted twice. */
function offered(view: string, contextValue: string): readonly string[] {
  const fits = items.filter(({ when = '' }) => when.includes(`view == ${view} `) && matches(when, contextValue));
  return [...new Set(fits.map(({ command = '' }) => command.replace('ossCdn.', '')))].sort();
}

function matches(when: string, contextValue: string): boolean {
  const pattern = /viewItem =~ \/(.+?)\/(?: |$)/.exec(when)?.[1];
  if (pattern !== undefined) return new RegExp(pattern).test(contextValue);
  return /viewItem == '?([^' ]+)/.exec(when)?.[1] === contextValue;
}

const changing = ['enableDomain', 'disableDomain', 'deleteDomain', 'unbindDomain', 'editOrigin', 'openMapping'];
const domain = { name: 'img.example.com', type: 'web', sources: [], httpsOn: false } as const;
const rowOf = (status: DomainStatus, bound?: boolean) => {
  const late = { kind: 'domain', configured: true, ...(bound !== undefined && { bound }) } as const;
  return domainTokens({ ...domain, status, cname: 'c.kunlunsl.com' }, late).join(';');
};

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
    const found = offered('ossCdn.explorer', rowOf(status));
    expect(found.filter((command) => changing.includes(command))).toEqual(wanted);
    expect(found).toEqual(expect.arrayContaining(['copyCname', 'openCdnConsole', 'verifyCname']));
  });

  it('offers to unbind what is bound, and refresh on save where automatic refresh has stopped', () => {
    expect(offered('ossCdn.explorer', rowOf('online', true))).toContain('unbindDomain');
    expect(offered('ossCdn.explorer', rowOf('online', true))).not.toContain('openMapping');
    expect(offered('ossCdn.explorer', rowOf('online', false))).toContain('openMapping');
    expect(offered('ossCdn.explorer', rowOf('online', false))).not.toContain('unbindDomain');
  });

  it('the row of a domain offers no CNAME before there is one', () => {
    const row = domainTokens({ ...domain, status: 'configuring' }, undefined).join(';');
    expect(offered('ossCdn.explorer', row)).not.toContain('copyCname');
  });
});

describe('the row of a change', () => {
  const entry = { id: '1', action: 'StopCdnDomain', subject: 'img.example.com', startedAt: 0, durationMs: 1 };
  const place = { kind: 'zone', zone: 'example.com' } as const;
  const undo = { kind: 'startDomain', domain: 'img.example.com' } as const;

  it.each([
    [entry, ['copyCallDetails']],
    [{ ...entry, failed: 'ServiceBusy' }, ['copyCallDetails', 'openChangeConsole']],
    [{ ...entry, place }, ['copyCallDetails', 'openChangeConsole']],
    [{ ...entry, undo }, ['copyCallDetails', 'undoChange']],
    [{ ...entry, place, undo }, ['copyCallDetails', 'openChangeConsole', 'undoChange']],
  ])('offers what can be done with it: %#', (change, wanted) => {
    expect(offered('ossCdn.activity', changeTokens(change).join(';'))).toEqual(wanted);
  });
});

describe('titles', () => {
  const titles: Readonly<Record<string, string>> = JSON.parse(readText('package.nls.json'));
  const asking = ['editOrigin', 'disableDomain', 'deleteDomain', 'unbindDomain', 'refreshPath', 'prefetchPath'];

  it.each([...asking, 'setUpHttps', 'setHsts', 'openCdnConsole', 'addCacheRules'])(
    '%s asks more, and says so',
    (name) => {
      expect(titles[`command.${name}`]).toMatch(/[^.]…$/);
    },
  );

  it('titles of what looks at a domain or file have no word in common but CDN', () => {
    const wordsOf = (name: string) => titles[`command.${name}`]?.toLowerCase().split(' ') ?? [];
    const all = ['verifyCname', 'checkAtEdge', 'openAtCdn'].flatMap(wordsOf).filter((word) => word !== 'cdn');
    expect(all.length).toBe(new Set(all).size);
  });
});
