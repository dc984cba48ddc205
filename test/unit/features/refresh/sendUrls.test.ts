import { beforeEach, expect, test, vi } from 'vitest';
import { type SendDeps, sendUrls } from '../../../../src/features/refresh/sendUrls.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

const { shown } = vi.hoisted(() => ({ shown: [] as string[] }));

vi.mock('vscode', async () => {
  const { l10n } = await import('../../../support/vscodeWords.js');
  const token = { onCancellationRequested: () => undefined };
  const window = {
    showWarningMessage: async (text: string) => void shown.push(text),
    setStatusBarMessage: (text: string) => shown.push(text),
    withProgress: (_place: unknown, work: (...given: unknown[]) => unknown) => work({ report: () => undefined }, token),
  };
  return { l10n, window, env: { language: 'en' }, ProgressLocation: {} };
});

const now = Date.UTC(2026, 0, 1, 10);
const urls = ['a', 'b', 'c'].map((name) => `https://img.example.com/${name}`);
let cloud: MemoryCloud;
let later: (readonly string[])[];

beforeEach(() => {
  shown.splice(0);
  later = [];
  cloud = createMemoryCloud();
  const sources = [{ type: 'oss', content: 'x', port: 80, priority: '20', weight: '10' }] as const;
  cloud.state.domains.set('img.example.com', {
    name: 'img.example.com',
    status: 'online',
    type: 'web',
    sources,
    httpsOn: true,
  });
});

async function send(): Promise<void> {
  const deps = {
    session: { cloud: async () => cloud },
    clock: { now: () => now, sleep: async () => undefined },
    onEnded: () => undefined,
    sendLater: async (_request: string, waiting: readonly string[]) => void later.push(waiting),
  };
  await sendUrls(deps as unknown as SendDeps, 'urls', urls);
}

test('what the quota holds goes out, the rest waits, and the person is told how many of each', async () => {
  cloud.state.quota.urls = 2;
  await send();
  expect([cloud.state.tasks.map(({ url }) => url), later]).toEqual([urls.slice(0, 2), [urls.slice(2)]]);
  expect(shown[0]).toMatch(/^The quota of today is used up\. Sent: 2; waiting until .* here: 1\.$/);
  expect(shown[1]).toContain('Refreshed at the CDN');
});

test('with nothing left all of it waits, and nothing is sent', async () => {
  cloud.state.quota.urls = 0;
  await send();
  expect([cloud.state.tasks, later, shown.length]).toEqual([[], [urls], 1]);
});

test('what fits is not told to wait', async () => {
  await send();
  expect([cloud.state.tasks.length, later, shown.length]).toEqual([3, [], 1]);
});
