import { beforeEach, describe, expect, test } from 'vitest';
import { RecentWork } from '../../../../src/features/publishing/state/recentWork.js';
import { prefetchUrls, refreshFolder, refreshUrls } from '../../../../src/features/refresh/refreshCommands.js';
import type { SendDeps } from '../../../../src/features/refresh/sendUrls.js';
import type { CdnTarget } from '../../../../src/host/commandIds.js';
import { editor, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const domain = 'img.example.com';
const at = (path: string) => `https://${domain}${path}`;
let cloud: MemoryCloud;

beforeEach(() => {
  resetEditor();
  editor.press = (_button, { kind }) => kind === 'warning';
  cloud = createMemoryCloud();
  cloud.addDomain(domain, 'my-site');
});

type Command = (deps: SendDeps, given: readonly CdnTarget[]) => Promise<void>;

/** What CDN was asked for once these lines were typed. */
async function run(command: Command, ...lines: readonly Line[]) {
  const ui = scriptedUi(command === refreshFolder ? [{ pick: domain }, ...lines] : lines);
  const deps = {
    session: { account: { id: '1' }, cloud: async () => cloud },
    clock: { now: () => 0, sleep: async () => undefined },
    log: { failure: () => undefined, debug: () => undefined, redact: (text: string) => text },
    ui,
    onEnded: () => undefined,
    sendLater: async () => undefined,
    follow: new RecentWork(createVirtualClock()).follow,
    mappedObjects: { listVariants: async () => [] },
  };
  // A domain alone is refreshed as a whole.
  await command(deps as unknown as SendDeps, command === refreshFolder ? [] : [domain]);
  ui.end();
  return cloud.state.tasks.map(({ url, kind }) => `${kind} ${url.replace(at(''), '')}`);
}

describe('URLs that are pasted into one field', () => {
  test.each([
    ['a space, which an input box makes of a line break', `${at('/a.png')} ${at('/b.png')}`],
    ['line breaks', `${at('/a.png')}\r\n${at('/b.png')}\n`],
    ['tabs and spaces', ` ${at('/a.png')}\t  /b.png `],
    ['a comma and a space', `${at('/a.png')}, /b.png`],
    ['a comma before another URL', `${at('/a.png')},${at('/b.png')}`],
    ['a Chinese comma', `${at('/a.png')}，${at('/b.png')}`],
    ['a semicolon and a space', `${at('/a.png')}; /b.png`],
    ['a Chinese semicolon before another URL', `${at('/a.png')}；${at('/b.png')}`],
    ['a non-breaking space, as pages have it', `${at('/a.png')}\u00a0${at('/b.png')}`],
    ['a space of no width', `${at('/a.png')}\u200b${at('/b.png')}`],
  ])('are two where they are separated by %s, sent after a question with the cost', async (_what, type) => {
    expect(await run(refreshUrls, { type })).toEqual(['file /a.png', 'file /b.png']);
    expect(modalTexts()).toEqual([
      [
        'Refresh URLs on CDN: 2?',
        `“${at('/a.png')}”`,
        `“${at('/b.png')}”`,
        '',
        'Uses 2 of the 10,000 URL refreshes left today.',
        'This takes effect after 5 to 6 minutes and cannot be undone.',
        '[Refresh]',
      ].join('\n'),
    ]);
  });

  test('are one where the comma is part of the path, sent without a question', async () => {
    expect(await run(refreshUrls, { type: '/a,b.png,/c,' })).toEqual(['file /a,b.png,/c,']);
    expect(modalTexts()).toEqual([]);
  });

  test('are not sent when the question is declined', async () => {
    editor.press = () => false;
    expect(await run(refreshUrls, { type: '/a.png /b.png' })).toEqual([]);
  });

  test.each<[string, Command, string, string | RegExp]>([
    [
      'no URL',
      refreshUrls,
      '/a.png /my photo.png',
      'Entry 3 of 3 (photo.png): Begin each entry with "/" or "https://", and write a space in a path as %20',
    ],
    [
      'one of another domain',
      prefetchUrls,
      '/a.png https://other.com/b.png',
      `Entry 2 of 2 (https://other.com/b.png): This URL is not on ${domain}`,
    ],
    [
      'a path that is too long',
      refreshUrls,
      `/a.png /${'b'.repeat(1_024)}`,
      /^Entry 2 of 2 \(\/b.*\): CDN takes paths of at most 1,024 characters$/,
    ],
    [
      'a directory without its slash',
      refreshFolder,
      '/a/ /b /c/',
      'Entry 2 of 3 (/b): A directory path must end with a slash',
    ],
    ['more than 1,000', refreshUrls, '/a '.repeat(1_001), 'At most 1,000 URLs are taken at once: these are 1,001'],
  ])('are refused with a sentence about the first invalid one: %s', async (_what, command, type, refused) => {
    expect(await run(command, { type, refused }, 'cancel')).toEqual([]);
  });

  test('are sent as 1,000 in one call, each URL once', async () => {
    const paths = Array.from({ length: 999 }, (_, each) => `/${each}.png`);
    expect(await run(refreshUrls, { type: [...paths, '/0.png'].join(' ') })).toHaveLength(999);
    expect(new Set(cloud.state.tasks.map(({ id }) => id)).size).toBe(1);
    expect(modalTexts()[0]).toContain('and 994 more');
  });

  test('can be directories, or be prefetched, with the cost of that', async () => {
    expect(await run(refreshFolder, { type: '/a/ /b/' })).toEqual(['directory /a/', 'directory /b/']);
    expect(modalTexts()[0]).toContain('Uses 2 of the 100 directory refreshes left today.');
    cloud.state.tasks.splice(0);
    expect(await run(prefetchUrls, { type: '/a.png /b.png' })).toEqual(['prefetch /a.png', 'prefetch /b.png']);
    expect(modalTexts()[1]).toMatch(/^Prefetch URLs to CDN: 2\?.*Uses 2 of the 1,000 prefetches left today\./s);
  });
});
