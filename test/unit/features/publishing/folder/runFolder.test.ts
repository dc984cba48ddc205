import { beforeEach, describe, expect, it } from 'vitest';
import { findPages, planRoutes, routeRules } from '../../../../../src/core/delivery/siteRoutes.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Completion } from '../../../../../src/core/publishing/publishStore.js';
import { Signal } from '../../../../../src/core/signal.js';
import { endText, registerHiddenPages, reportResult } from '../../../../../src/features/publishing/folder/runFolder.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { siteSource } from '../../../../support/siteSources.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const cause = { kind: 'stale', url: 'https://img.example.com/a' } as const;

function publication(key: string, act: Publication['act'] = 'upload'): Publication {
  const place = { path: `/w/${key}`, workspaceRoot: '/w', root: '/w', label: key, accountId: '1', bucket, domains: [] };
  return { ...place, id: key, key, act };
}

const [a, b, gone] = [publication('a'), publication('b'), publication('gone', 'delete')];
const run = { name: 'css', publications: [a, b, gone] };

describe('endText', () => {
  it.each([
    [{ cancelled: false, sent: 3, failures: [], waiting: [], dropped: [] }, 'Published css · files: 2 · deleted: 1'],
    [
      { cancelled: false, sent: 1, failures: [{ publication: b, cause }], waiting: [gone], dropped: [] },
      'Publish css · succeeded: 1 · failed: 1 · waiting for your decision: 1',
    ],
    [
      { cancelled: false, sent: 1, failures: [], waiting: [], dropped: [b, gone] },
      'Published css · files: 1 · canceled: 2',
    ],
    [
      { cancelled: true, sent: 1, failures: [], waiting: [], dropped: [] },
      'Canceled css. 1 of 3 files were already published and will still be refreshed',
    ],
  ])('endText of %j', (end, expected) => {
    expect(endText(run, end)).toBe(expected);
  });
});

describe('the result of a run', () => {
  beforeEach(resetEditor);
  const domain = 'img.example.com';
  const own = { name: 'site', region: 'cn-hangzhou' };
  const page = (key: string, isNew = true): Publication => ({
    ...publication(key),
    bucket: own,
    ...(isNew && { believedNew: true }),
  });

  /** The account with a domain whose rules are those of a website with pages in folders. */
  function openCloud(hasDomain = true) {
    const cloud = createMemoryCloud();
    const source = { name: domain, status: 'online', type: 'web', sources: [siteSource], httpsOn: false } as const;
    if (hasDomain) cloud.state.domains.set(domain, source);
    const rules = routeRules('docs', planRoutes('docs', findPages(['index.html', 'guide/index.html'])));
    const configs = rules.map(({ args }, at) => ({
      id: `${at}`,
      functionName: 'host_redirect',
      args,
      status: 'success',
    }));
    cloud.state.configs.set(domain, configs as never);
    return cloud;
  }

  /** Shows the result for such a domain, and presses every button. */
  async function show(publications: readonly Publication[], { cancelled = false, hasDomain = true } = {}) {
    const cloud = openCloud(hasDomain);
    editor.press = () => true;
    const publishing = { deps: { session: { cloud: async () => cloud } } } as unknown as Publishing;
    const end = { cancelled, sent: publications.length, failures: [], waiting: [], dropped: [] };
    await reportResult(publishing, { name: 'dist', publications }, end);
    return { texts: shownTexts(), executed: editor.ran };
  }

  it.each([
    [
      'a page at an address of its own',
      [page('start/index.html')],
      'verifyCname',
      'Published dist · files: 1\n[Check Site]',
    ],
    ['a known page', [page('about.html', false)], 'verifyCname', 'Published dist · files: 1\n[Check Site]'],
    [
      'pages that the rules do not show',
      [page('about.html'), page('guide/faq.html'), page('a.js')],
      'setSiteType',
      'Published dist · files: 3 · new pages that need changed rules: 2\n[Set Site Type…]',
    ],
  ] as const)('leads to the check of the site, or to its rules: %s', async (_what, publications, command, text) => {
    const { texts, executed } = await show(publications);
    expect(texts).toEqual([text]);
    expect(executed).toEqual([[`ossCdn.${command}`, domain]]);
  });

  it('is told of pages that were saved or built too, together and once, but not of those of Publish Folder', async () => {
    const finished = new Signal<Completion>();
    const cloud = openCloud();
    let end = () => {};
    const sleep = () => new Promise<void>((resolve) => (end = resolve));
    const deps = { session: { cloud: async () => cloud }, clock: { sleep }, log: { debug: () => undefined } };
    const publisher = { onDidFinish: finished.event, isHere: ({ key }: Publication) => key !== 'elsewhere.html' };
    const hint = registerHiddenPages({ deps, publisher } as unknown as Publishing);
    const finish = (key: string, more: Partial<Publication> = {}, as: Completion['as'] = 'fresh') =>
      finished.fire({ publication: { ...page(key, false), ...more }, as, at: 0 });
    for (const key of ['about.html', 'guide/faq.html', 'start/index.html', 'a.js', 'elsewhere.html']) finish(key);
    finish('plan.html', { approved: '' });
    finish('same.html', {}, 'unchanged');
    end();
    await expect.poll(shownTexts).toEqual(['about.html · new pages that need changed rules: 2\n[Set Site Type…]']);
    finish('about.html');
    finish('start/index.html');
    expect(shownTexts().length).toBe(1);
    // What another mapping publishes is judged by its own domain, and what cannot be read disturbs no save.
    finish('other.html', { domains: ['other.example.com'] });
    cloud.failNext('cdn.readConfigs', 'before', 'forbidden');
    end();
    await new Promise(setImmediate);
    expect(shownTexts().length).toBe(1);
    hint.dispose();
    finish('later.html');
    expect(shownTexts().length).toBe(1);
  });

  it('has no way to a site without a domain, or of a run that was canceled', async () => {
    expect((await show([page('about.html')], { hasDomain: false })).executed).toEqual([]);
    resetEditor();
    expect((await show([page('about.html')], { cancelled: true })).executed).toEqual([]);
  });
});
