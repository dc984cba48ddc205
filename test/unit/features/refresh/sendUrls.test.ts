import { beforeEach, expect, test } from 'vitest';
import type { RefreshKind } from '../../../../src/core/cdn/callLimits.js';
import type { Refusal } from '../../../../src/core/cdn/submitUrls.js';
import { AppError } from '../../../../src/core/errors.js';
import type { RefreshTask } from '../../../../src/core/ports/cdn.js';
import { RecentWork } from '../../../../src/features/publishing/state/recentWork.js';
import { type SendDeps, sendUrls } from '../../../../src/features/refresh/sendUrls.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

const now = Date.UTC(2026, 0, 1, 10);
const urls = ['a', 'b', 'c'].map((name) => `https://img.example.com/${name}`);
let cloud: MemoryCloud;
let later: (readonly string[])[];
let recentWork: RecentWork;
let ended: number;

beforeEach(() => {
  resetEditor();
  later = [];
  ended = 0;
  recentWork = new RecentWork({ now: () => now });
  cloud = createMemoryCloud();
  addDomain('img.example.com');
});

function addDomain(name: string): void {
  const sources = [{ type: 'oss', content: 'x', port: 80, priority: '20', weight: '10' }] as const;
  cloud.state.domains.set(name, { name, status: 'online', type: 'web', sources, httpsOn: true });
}

const errors = () => editor.shown.filter(({ kind }) => kind === 'error');
const told = () => editor.shown.filter(({ kind }) => kind !== 'error').map(({ text }) => text);

function pressRetryOnce(): void {
  editor.press = (button) => {
    editor.press = () => false;
    return button === 'Retry';
  };
}

const log = { failure: () => undefined, debug: () => undefined, redact: (text: string) => text };

async function send(
  wanted = urls,
  cdn: Partial<MemoryCloud['cdn']> = {},
  missing: readonly Refusal[] = [],
  more = {},
  kind: RefreshKind = 'urls',
) {
  const ports = { ...cloud, cdn: Object.assign(Object.create(cloud.cdn), cdn) };
  const deps = {
    session: { cloud: async () => ports },
    log,
    clock: { now: () => now, sleep: async () => undefined },
    onEnded: () => void ended++,
    follow: recentWork.follow,
    sendLater: async (_request: string, waiting: readonly string[]) => void later.push(waiting),
  };
  await sendUrls({ ...deps, ...more } as unknown as SendDeps, kind, wanted, missing);
}

test('what the quota holds goes out, the rest waits, and the user sees how many of each', async () => {
  cloud.state.quota.urls = 2;
  await send();
  expect({ sent: cloud.state.tasks.map(({ url }) => url), later }).toEqual({
    sent: urls.slice(0, 2),
    later: [urls.slice(2)],
  });
  const [waiting, sent] = told();
  expect(waiting).toMatch(
    /^Today's quota is used up\. 2 submitted; the other 1 will be submitted at 00:00 \(UTC\+8, \d\d:\d\d(?: [AP]M)? local time\)$/,
  );
  expect(sent).toContain('Refreshed on CDN');
});

test('with nothing left all of it waits, and nothing is sent', async () => {
  cloud.state.quota.urls = 0;
  await send();
  expect({ tasks: cloud.state.tasks, later, told: told().length }).toEqual({ tasks: [], later: [urls], told: 1 });
});

test('what fits is not reported as waiting', async () => {
  await send();
  expect({ tasks: cloud.state.tasks.length, later, told: told().length }).toEqual({ tasks: 3, later: [], told: 1 });
});

const sentNow = () => cloud.state.tasks.map(({ url }) => url);
const gone = 'https://gone.example.com/a';

test('a domain that CDN does not know keeps no other from being refreshed, and is named with what to do', async () => {
  await send([...urls, gone]);
  expect(sentNow()).toEqual(urls);
  expect(told()).toEqual([expect.stringContaining('Refreshed on CDN')]);
  expect(errors().map(({ text }) => text)).toEqual([
    'Not sent to CDN: 1 of 4 URLs. The domain is not on CDN in this account: check the name: gone.example.com',
  ]);
  expect(errors()[0]?.buttons).toContain('Retry');
});

test('a domain that was known to be missing before keeps no other from being refreshed, and is named with what to do', async () => {
  await send(urls, {}, [{ urls: [gone], error: new AppError('domainNotFound') }]);
  expect({ sent: sentNow(), error: errors()[0]?.text }).toEqual({
    sent: urls,
    error: expect.stringMatching(/^Not sent to CDN: 1 of 4.*gone\.example/),
  });
});

test('Retry sends only the unsent URLs', async () => {
  pressRetryOnce();
  await send([...urls, gone], {
    // Someone adds it before the user presses the button.
    refresh: async (...call) => {
      if (cloud.state.tasks.length > 0) addDomain('gone.example.com');
      return cloud.cdn.refresh(...call);
    },
  });
  await expect.poll(sentNow).toEqual([...urls, gone]);
  expect(errors().length).toBe(1);
});

test('a call that fails after another one was taken is reported by its count and its reason; the first is followed', async () => {
  const many = Array.from({ length: 1_500 }, (_, at) => `https://img.example.com/${at}`);
  const code = 'QuotaPerMinuteExceeded.Refresh';
  let calls = 0;
  const refresh: MemoryCloud['cdn']['refresh'] = async (...call) => {
    if (++calls === 2) throw new AppError('throttled', { code });
    return cloud.cdn.refresh(...call);
  };
  pressRetryOnce();
  await send(many, { refresh });
  expect(errors().map(({ text }) => text)).toEqual([
    'Not sent to CDN: 500 of 1,500 URLs. The per-minute URL refresh limit of the domain is reached: wait a minute and try again: https://img.example.com/1000 and 499 more',
  ]);
  expect(told()).toContain('$(check) Refreshed on CDN: https://img.example.com/0 and 999 more');
  await expect.poll(() => calls).toBe(3);
  await expect.poll(sentNow).toEqual(many);
});

test('when nothing is sent for one reason, that reason alone is shown', async () => {
  await send([gone]);
  expect(errors().map(({ text }) => text)).toEqual([
    'The domain is not on CDN in this account: check the name: gone.example.com',
  ]);
  expect(told()).toEqual([]);
});

test('URLs that cannot be queued are reported, while sent ones are followed', async () => {
  cloud.state.quota.urls = 2;
  const sendLater = () => Promise.reject(new AppError('unexpected', { message: 'disk full' }));
  await send(urls, {}, [], { sendLater });
  expect({ sent: sentNow(), error: errors()[0]?.text }).toEqual({
    sent: urls.slice(0, 2),
    error: expect.stringMatching(/^Not sent to CDN: 1 of 3/),
  });
  expect(told()).toEqual([expect.stringContaining('Refreshed on CDN')]);
});

test('progress is shown for sent URLs until they are done, then their success', async () => {
  const seen: unknown[] = [];
  recentWork.onDidChange(() => void seen.push(recentWork.tasks.map(({ text, usual }) => `${text}, ${usual}`)));
  await send();
  expect(seen).toContainEqual(['Refreshing: https://img.example.com/a and 2 more, usually 5 to 6 minutes']);
  expect(recentWork.tasks).toEqual([]);
  expect(recentWork.results.map(({ label }) => label)).toEqual([
    'Refreshed on CDN: https://img.example.com/a and 2 more',
  ]);
  expect(ended).toBe(1);
});

test('a user who stops waiting gets no more messages, and CDN continues', async () => {
  const sleep = async (_ms: number, signal: AbortSignal) => {
    for (const task of recentWork.tasks) task.stop();
    signal.throwIfAborted();
  };
  await send(urls, {}, [], { clock: { now: () => now, sleep } });
  expect({ sent: sentNow(), told: told(), errors: errors(), results: recentWork.results, ended }).toEqual({
    sent: urls,
    told: [],
    errors: [],
    results: [],
    ended: 1,
  });
});

test('what CDN could not carry out is an error, and nothing that is done', async () => {
  const readRefreshTasks: MemoryCloud['cdn']['readRefreshTasks'] = async (ids) =>
    ids.map((id) => ({ ...(cloud.state.tasks[0] as RefreshTask), id, status: 'failed' }));
  await expect(send(urls, { readRefreshTasks })).rejects.toMatchObject({ kind: 'refreshFailed' });
  const prefetch = send(urls, { readRefreshTasks }, [], {}, 'prefetches');
  await expect(prefetch).rejects.toMatchObject({ kind: 'prefetchFailed' });
  expect({ tasks: recentWork.tasks, results: recentWork.results }).toEqual({ tasks: [], results: [] });
});
