import { beforeEach, describe, expect, it } from 'vitest';
import { TreeItem, window } from 'vscode';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import { ExplorerTree } from '../../../../src/features/explorer/explorerTree.js';
import { groups, type Node } from '../../../../src/features/explorer/node.js';
import { registerExplorer } from '../../../../src/features/explorer/register.js';
import type { Language } from '../../../support/browser.js';
import { eventually } from '../../../support/eventually.js';
import { EventEmitter, editor, env, packageJSON, resetEditor } from '../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import type { MemoryAction } from '../../../support/memoryCloud.js';
import { createWorld } from '../../core/onboarding/world.js';

beforeEach(resetEditor);

const dayMs = 86_400_000;
const hourMs = 60 * 60_000;

/** How the HTTPS of a domain can stand: the days that are left to its certificate, and what its row says. */
interface RowCase {
  readonly name: string;
  /** Absent without a certificate. */
  readonly days?: number;
  readonly names?: readonly string[];
  readonly untrusted?: true;
  readonly icon: string;
  readonly en: string;
  readonly zh: string;
}

// The clock of these tests stands at Nov 14, 2023, 22:13 UTC.
const cases: readonly RowCase[] = [
  { name: 'none.example.com', icon: 'pass', en: 'http only', zh: '仅 http' },
  {
    name: 'long.example.com',
    days: 400,
    icon: 'pass',
    en: 'https until Dec 18, 2024',
    zh: 'https 有效期至 2024年12月18日',
  },
  {
    name: 'day31.example.com',
    days: 31,
    icon: 'pass',
    en: 'https until Dec 15, 2023',
    zh: 'https 有效期至 2023年12月15日',
  },
  {
    name: 'day29.example.com',
    days: 29,
    icon: 'warning',
    en: 'https expires in 29 days',
    zh: 'https 证书 29 天后过期',
  },
  { name: 'day8.example.com', days: 8, icon: 'warning', en: 'https expires in 8 days', zh: 'https 证书 8 天后过期' },
  { name: 'day6.example.com', days: 6, icon: 'error', en: 'https expires in 6 days', zh: 'https 证书 6 天后过期' },
  { name: 'day1.example.com', days: 1, icon: 'error', en: 'https expires in 1 day', zh: 'https 证书 1 天后过期' },
  {
    name: 'over.example.com',
    days: -2,
    icon: 'error',
    en: 'https expired on Nov 12, 2023',
    zh: 'https 证书已于 2023年11月12日 过期',
  },
  {
    name: 'wrong.example.com',
    days: 90,
    names: ['www.other.com'],
    icon: 'error',
    en: 'https certificate is for another domain: www.other.com',
    zh: 'https 证书属于其他域名：www.other.com',
  },
  {
    name: 'foreign.example.com',
    days: 90,
    untrusted: true,
    icon: 'warning',
    en: 'https not trusted by this computer',
    zh: 'https 证书不受此计算机信任',
  },
];

/** An account with all these domains, and how often each call of CDN was made. */
function openAccount() {
  const world = createWorld();
  const { cloud, clock } = world;
  for (const { name, days, names = [name] } of cases) {
    const domain: CdnDomain = {
      name,
      status: 'online',
      type: 'web',
      sources: [],
      cname: `${name}.w.kunlunsl.com`,
      httpsOn: days !== undefined,
    };
    cloud.state.domains.set(name, domain);
    if (days === undefined) continue;
    const expires = clock.now() + days * dayMs + hourMs;
    cloud.state.given.set(name, addMemoryCertificate(cloud.state, names, expires).id);
  }
  cloud.state.cnameConfigured = true;
  const untrusted = cases.filter(({ untrusted: is }) => is).map(({ name }) => name);
  cloud.state.edgeAnswer = (_at, name) => ({
    outcome: 'answered',
    status: 200,
    headers: {},
    durationMs: 1,
    certificate: { trusted: !untrusted.includes(name), names: [name], fingerprint: '' },
  });
  const count = (action: MemoryAction) => cloud.calls.filter((call) => call === action).length;
  const { session } = world.depsOf('one');
  const board = world.openWindow('one');
  const settings = { get: () => [] };
  const memory = { get: () => undefined, set: async () => undefined };
  const failures: string[] = [];
  return {
    count,
    clock,
    failures,
    deps: {
      session,
      board,
      clock,
      settings,
      memory,
      context: { extension: { packageJSON } },
      log: {
        debug: () => undefined,
        redact: (text: string) => text,
        failure: (what: string, error: unknown) => void failures.push(`${what}: ${String(error)}`),
      },
    } as never,
  };
}

describe.each<Language>(['en', 'zh-cn'])('the rows of domains in %s', (language) => {
  it('show the HTTPS state of each, with an icon and in the tooltip, by one call for all of them', async () => {
    env.language = language;
    const { count, deps, failures } = openAccount();
    const tree = new ExplorerTree(deps);
    const rows = (await tree.getChildren(groups.domains)) as Extract<Node, { kind: 'domain' }>[];
    await eventually(() => expect(count('cdn.listHttpsDomains')).toBe(1));
    for (const row of rows) {
      const wanted = cases.find(({ name }) => name === row.argument)!;
      const text = language === 'en' ? wanted.en : wanted.zh;
      // What is seen at the edge is known once the tooltip was asked for.
      const { tooltip } = await tree.resolveTreeItem(new TreeItem('row'), row);
      const { description, iconPath, accessibilityInformation } = tree.getTreeItem(row);
      const shown = { icon: iconPath, words: String(description).split(' · '), read: accessibilityInformation?.label };
      expect(shown).toEqual({
        icon: expect.objectContaining({ id: expect.stringContaining(wanted.icon) }),
        words: expect.arrayContaining([text]),
        read: expect.stringContaining(text),
      });
      if (!wanted.untrusted) expect(String(tooltip)).toContain(`HTTPS: ${text}`);
    }
    expect(rows).toHaveLength(cases.length);
    expect(count('cdn.listHttpsDomains')).toBe(1);
    expect(failures).toEqual([]);
  });
});

describe('the certificates of the domains are read again', () => {
  /** The explorer of a window whose view is shown or hidden. */
  async function openView() {
    const opened = openAccount();
    const changed = new EventEmitter<{ visible: boolean }>();
    const view = {
      visible: true,
      onDidChangeVisibility: changed.event,
      onDidChangeSelection: () => undefined,
      dispose: () => undefined,
    };
    let tree: ExplorerTree | undefined;
    Object.assign(window, {
      createTreeView: (_id: string, { treeDataProvider }: { treeDataProvider: ExplorerTree }) => {
        tree = treeDataProvider;
        return view;
      },
    });
    registerExplorer(opened.deps);
    const show = (visible: boolean) => {
      view.visible = visible;
      changed.fire({ visible });
    };
    await tree!.getChildren(groups.domains);
    await opened.clock.settle();
    const counts = () => ({
      domains: opened.count('cdn.listDomains'),
      certificates: opened.count('cdn.listHttpsDomains'),
    });
    return { ...opened, show, counts };
  }

  it('each hour while the view is shown, with the domains, and never while it is hidden', async () => {
    const { clock, show, counts } = await openView();
    expect(counts()).toEqual({ domains: 1, certificates: 1 });
    await clock.advance(hourMs);
    expect(counts()).toEqual({ domains: 2, certificates: 2 });
    await clock.advance(hourMs);
    expect(counts()).toEqual({ domains: 3, certificates: 3 });
    show(false);
    await clock.advance(5 * hourMs);
    expect(counts()).toEqual({ domains: 3, certificates: 3 });
    show(true);
    await clock.settle();
    expect(counts()).toEqual({ domains: 4, certificates: 4 });
  });

  it('alone when the view is shown again within the hour', async () => {
    const { clock, show, counts } = await openView();
    show(false);
    await clock.advance(10 * 60_000);
    show(true);
    await clock.settle();
    expect(counts()).toEqual({ domains: 1, certificates: 2 });
  });

  it('the certificates are read again with the domains when the user refreshes them', async () => {
    const { clock, counts } = await openView();
    await editor.commands.get('ossCdn.refreshExplorer')?.('domains' as never);
    await clock.settle();
    expect(counts()).toEqual({ domains: 2, certificates: 2 });
  });
});
