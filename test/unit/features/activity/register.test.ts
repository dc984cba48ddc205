import { beforeEach, expect, it } from 'vitest';
import type { ActivityEntry } from '../../../../src/core/activity/activity.js';
import type { Change } from '../../../../src/core/activity/change.js';
import { registerActivity } from '../../../../src/features/activity/register.js';
import { editor, packageJSON, resetEditor } from '../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

beforeEach(resetEditor);

const bucket = { name: 'site', region: 'cn-hangzhou' };
const domain = 'img.example.com';
const config = (functionName: string): Change => ({ kind: 'config', at: { domain, functionName }, after: null });

/** The page that Open Console opens for an entry; the first one where several are offered. */
async function openedFor(entry: Partial<ActivityEntry>): Promise<string | undefined> {
  const listen = () => ({ dispose: () => undefined });
  const pick = async ({ items }: { readonly items: readonly { readonly value: string }[] }) => ({
    kind: 'value',
    value: items[0]?.value,
  });
  registerActivity({
    activity: { entries: [{ id: '1', action: 'PutCname', ...entry }], onDidChange: listen },
    session: { onDidChange: listen },
    context: { extension: { packageJSON } },
    clock: createVirtualClock(),
    settings: { get: () => 'international' },
    log: { debug: () => undefined, failure: () => undefined },
    ui: { pick },
  } as never);
  await editor.commands.get('ossCdn.openChangeConsole')?.({ argument: '1' } as never);
  return editor.opened[0];
}

it.each<[Change, string]>([
  [
    { kind: 'record', at: { zone: 'example.com', rr: 'img' } },
    'dnsnext.console.alibabacloud.com/authoritative/domains/example.com',
  ],
  [{ kind: 'binding', at: { domain, bucket } }, 'oss.console.alibabacloud.com/bucket/oss-cn-hangzhou/site/domain'],
  [{ kind: 'bucket', at: { bucket } }, 'oss.console.alibabacloud.com/bucket/oss-cn-hangzhou/site/object'],
  [
    { kind: 'bucketSetting', at: { bucket, setting: 'cors' } },
    'oss.console.alibabacloud.com/bucket/oss-cn-hangzhou/site/object',
  ],
  [{ kind: 'certificate', at: { domain } }, 'cdn.console.alibabacloud.com/domain/detail/img.example.com/https'],
  [{ kind: 'status', at: { domain } }, 'cdn.console.alibabacloud.com/domain/detail/img.example.com/basic'],
  [
    { kind: 'sources', at: { domain }, before: null },
    'cdn.console.alibabacloud.com/domain/detail/img.example.com/basic',
  ],
  [
    { kind: 'sources', at: { domain }, after: null },
    'cdn.console.alibabacloud.com/domain/detail/img.example.com/basic',
  ],
  [
    { kind: 'sources', at: { domain }, after: [] },
    'cdn.console.alibabacloud.com/domain/detail/img.example.com/backSrc',
  ],
  [config('https_force'), 'cdn.console.alibabacloud.com/domain/detail/img.example.com/https'],
  [config('path_based_ttl_set'), 'cdn.console.alibabacloud.com/domain/detail/img.example.com/cache'],
  [config('set_req_host_header'), 'cdn.console.alibabacloud.com/domain/detail/img.example.com/backSrc'],
  [config('gzip'), 'cdn.console.alibabacloud.com/domain/detail/img.example.com/basic'],
])('Open Console leads to the page where the change is seen: %j', async (change, page) => {
  expect(await openedFor({ change })).toBe(`https://${page}`);
});

it('Open Console leads to the help on the error where there is no other page', async () => {
  const stored: Change = { kind: 'certificate', at: {}, after: { name: 'mine' } };
  expect(await openedFor({ change: stored, failed: 'Throttling' })).toMatch(
    /^https:\/\/api\.alibabacloud\.com\/troubleshoot/,
  );
  editor.opened.length = 0;
  expect(await openedFor({ change: stored })).toBeUndefined();
});
