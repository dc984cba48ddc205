import { beforeEach, describe, expect, test } from 'vitest';
import { parseTypedPattern } from '../../../../src/core/refresh/addresses.js';
import { RecentWork } from '../../../../src/features/publishing/state/recentWork.js';
import { refreshPattern } from '../../../../src/features/refresh/refreshCommands.js';
import type { SendDeps } from '../../../../src/features/refresh/sendUrls.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const domain = 'img.example.com';
let cloud: MemoryCloud;

beforeEach(() => {
  resetEditor();
  editor.press = (_button, { kind }) => kind === 'warning';
  cloud = createMemoryCloud();
  cloud.addDomain(domain, 'my-site');
});

async function run(...lines: readonly Line[]) {
  const ui = scriptedUi(lines);
  const deps = {
    session: { account: { id: '1' }, cloud: async () => cloud },
    clock: { now: () => 0, sleep: async () => undefined },
    log: { failure: () => undefined, debug: () => undefined, redact: (text: string) => text },
    ui,
    onEnded: () => undefined,
    sendLater: () => Promise.reject(new Error('A pattern never waits')),
    follow: new RecentWork(createVirtualClock()).follow,
  };
  await refreshPattern(deps as unknown as SendDeps, [domain]);
  ui.end();
  return cloud.state.tasks.map(({ url, kind }) => `${kind} ${url}`);
}

describe('a pattern', () => {
  test('is sent after a question with its effect and the rest of its own quota', async () => {
    cloud.state.quota.patterns = 7;
    expect(await run({ type: '/img/[0-9].*.png' })).toEqual([`regex https://${domain}/img/[0-9].*.png`]);
    expect(modalTexts()).toEqual([
      [
        `Refresh every URL that fits this pattern? “https://${domain}/img/[0-9].*.png”`,
        'At the next request for each of these URLs, the edge checks with the origin whether it has changed. Changed objects are fetched from the origin, which bills that traffic.',
        '',
        'Uses 1 of the 7 pattern refreshes left today.',
        'This takes effect after 5 to 6 minutes and cannot be undone.',
        '[Refresh]',
      ].join('\n'),
    ]);
    expect(cloud.state.quota).toMatchObject({ patterns: 6, urls: 10_000, directories: 100 });
  });

  test('is not sent when the question is declined, nor asked about when none is left today', async () => {
    editor.press = () => false;
    expect(await run({ type: '/.*' })).toEqual([]);
    cloud.state.quota.patterns = 0;
    await expect(run({ type: '/.*' })).rejects.toMatchObject({ kind: 'quotaExceeded' });
    expect(modalTexts()).toHaveLength(1);
  });

  test('is not asked for at a wildcard domain', async () => {
    await refreshPattern({} as SendDeps, ['.example.com']);
    expect(shownTexts()).toEqual([
      'CDN cannot refresh wildcard domains. Enter exact domain names in the mapping: *.example.com',
    ]);
  });

  const only =
    'CDN takes only [0-9], [a-z], [^/]*, and .* in a pattern, and no query. Percent-encode other signs, and enter one pattern';
  test.each([
    ['/img/a.png', 'Use at least one of [0-9], [a-z], [^/]*, and .*, or refresh the path instead'],
    ['/[A-Z].*', only],
    ['/*.png', only],
    ['/.*?v=1', only],
    ['/(a|b).*', only],
    ['/a.* /b.*', only],
    ['https://other.com/.*', `This URL is not on ${domain}`],
    [`/${'a'.repeat(1_024)}.*`, 'CDN takes paths of at most 1,024 characters'],
  ])('is refused with its sentence: %s', async (type, refused) => {
    expect(await run({ type, refused }, 'cancel')).toEqual([]);
  });

  test.each([
    ['img/.*.png', '/img/.*.png'],
    [' https://IMG.example.com/[a-z][^/]* ', '/[a-z][^/]*'],
    ['/图/100%/%E5%9B%BE.*', '/%E5%9B%BE/100%25/%E5%9B%BE.*'],
    ['.*', '/.*'],
  ])('is percent-encoded but for its expressions: %s', (text, path) => {
    expect(parseTypedPattern(text, { name: domain, httpsOn: true })).toEqual({ path });
  });
});
