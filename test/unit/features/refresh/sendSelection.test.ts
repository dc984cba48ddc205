import { beforeEach, describe, expect, test } from 'vitest';
import type { ObjectRef } from '../../../../src/core/ports/oss.js';
import { RecentWork } from '../../../../src/features/publishing/state/recentWork.js';
import { prefetchUrls, refreshFolder, refreshUrls } from '../../../../src/features/refresh/refreshCommands.js';
import type { SendDeps } from '../../../../src/features/refresh/sendUrls.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
let cloud: MemoryCloud;

beforeEach(() => {
  resetEditor();
  editor.press = (_button, { kind }) => kind === 'warning';
  cloud = createMemoryCloud();
  cloud.addDomain('img.example.com', bucket.name);
});

type Command = (deps: SendDeps, given: readonly ObjectRef[]) => Promise<void>;

/** What CDN was asked for. */
async function run(command: Command, ...keys: readonly string[]) {
  const deps = {
    session: { account: { id: '1' }, cloud: async () => cloud },
    clock: { now: () => 0, sleep: async () => undefined },
    log: { failure: () => undefined, debug: () => undefined, redact: (text: string) => text },
    onEnded: () => undefined,
    sendLater: async () => undefined,
    follow: new RecentWork(createVirtualClock()).follow,
    mappedObjects: { listVariants: async () => [] },
  };
  await command(
    deps as unknown as SendDeps,
    keys.map((key) => ({ bucket, key })),
  );
  return cloud.state.tasks.map(({ url, kind }) => `${kind} ${url.replace('https://img.example.com', '')}`);
}

describe('refreshing a selection', () => {
  test('asks one question with count, names and cost, and sends objects in one batch', async () => {
    const keys = Array.from({ length: 7 }, (_, at) => `f${at}.js`);
    expect(await run(refreshUrls, ...keys)).toEqual(keys.map((key) => `file /${key}`));
    expect(modalTexts()).toEqual([
      [
        'Refresh objects on CDN: 7?',
        '“my-site/f0.js”',
        '“my-site/f1.js”',
        '“my-site/f2.js”',
        '“my-site/f3.js”',
        '“my-site/f4.js”',
        'and 2 more',
        '',
        'Uses 7 of the 10,000 URL refreshes left today.',
        'This takes effect after 5 to 6 minutes and cannot be undone.',
        '[Refresh]',
      ].join('\n'),
    ]);
  });

  test.each([
    ['an object of it was clicked', refreshUrls],
    ['a folder of it was clicked', refreshFolder],
  ])('refreshes folders as directories and objects by their URLs where %s', async (_title, command) => {
    expect(await run(command, 'a.js', 'img/', 'css/a.css')).toEqual([
      'file /a.js',
      'file /css/a.css',
      'directory /img/',
    ]);
    expect(modalTexts()[0]).toMatch(
      /^Refresh objects \(2\) and directories \(1\) on CDN\?.*Uses 2 of the 10,000 URL.*Uses 1 of the 100 directory/s,
    );
  });

  test('omits files that a selected folder covers', async () => {
    expect(await run(refreshUrls, 'img/a.png', 'img/', 'img/icons/', 'imgs.txt')).toEqual([
      'file /imgs.txt',
      'directory /img/',
    ]);
  });

  test('refreshes a folder that is selected twice once', async () => {
    expect(await run(refreshUrls, 'img/', 'img/', 'img/a.png')).toEqual(['directory /img/']);
    expect(modalTexts()).toEqual([expect.stringMatching(/^Refresh directories on CDN: 1\?/)]);
  });

  test('sends nothing when the question is cancelled', async () => {
    editor.press = () => false;
    expect(await run(refreshUrls, 'a.js', 'img/')).toEqual([]);
  });

  test('shows what waits where the daily quota is insufficient', async () => {
    cloud.state.quota.urls = 1;
    await run(refreshUrls, 'a.js', 'b.js');
    expect(modalTexts()[0]).toContain(
      'Uses 2 URL refreshes, but only 1 are left today. The rest waits until tomorrow.',
    );
  });
});

describe('a folder that is the only object or folder among the selected rows', () => {
  test('is refreshed as a directory after the question, and its index page alone is not', async () => {
    expect(await run(refreshUrls, 'img/')).toEqual(['directory /img/']);
    expect(modalTexts()).toEqual([expect.stringMatching(/^Refresh directories on CDN: 1\?/)]);
  });

  test('is not prefetched', async () => {
    expect(await run(prefetchUrls, 'img/')).toEqual([]);
    expect(shownTexts()).toEqual(['CDN does not prefetch directories: select objects instead']);
  });
});

describe('prefetching a selection', () => {
  test('asks once with the cost, and omits folders', async () => {
    expect(await run(prefetchUrls, 'a.js', 'img/', 'b.js')).toEqual(['prefetch /a.js', 'prefetch /b.js']);
    expect(modalTexts()).toEqual([expect.stringMatching(/^Prefetch objects to CDN: 2\?.*Skipped: 1.*Uses 2 of the/s)]);
  });

  test('of folders alone says that CDN does not prefetch them', async () => {
    expect(await run(prefetchUrls, 'img/', 'css/')).toEqual([]);
    expect(shownTexts()).toEqual(['CDN does not prefetch directories: select objects instead']);
  });
});
