import { beforeEach, describe, expect, test } from 'vitest';
import { createBucket } from '../../../../src/features/explorer/bucketCommands.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';

const { signal } = new AbortController();
const region: Line = { pick: 'Germany (Frankfurt)' };
const made = { name: 'my-site', region: 'eu-central-1' };
let cloud: MemoryCloud;

beforeEach(() => {
  resetEditor();
  editor.press = (button) => button === 'Create Bucket';
  cloud = createMemoryCloud();
  cloud.addBucket('mine', 'ap-southeast-1');
  cloud.state.otherBuckets.add('demo');
});

async function run(lines: readonly Line[], unfiled?: string) {
  const ui = scriptedUi(lines);
  const memory = new Map<string, unknown>();
  const deps = {
    session: { account: { id: '100', source: { kind: 'secret' } }, cloud: async () => cloud },
    clock: { sleep: () => new Promise(() => undefined) },
    settings: { get: () => 'international' },
    memory: {
      get: (key: string) => memory.get(key),
      set: async (key: string, value: unknown) => void memory.set(key, value),
    },
    ui,
  };
  await createBucket(deps as never, unfiled);
  ui.end();
  return { asked: ui.asked, memory: Object.fromEntries(memory) };
}

test('a bucket is created private with public access blocked, after one exact question', async () => {
  await run([{ type: 'my-site' }, region]);
  expect(await cloud.oss.readBucketInfo(made, signal)).toEqual({ ...made, acl: 'private', publicAccessBlocked: true });
  expect(modalTexts()).toEqual([
    [
      'Create bucket my-site?',
      'Region: Germany (Frankfurt) (eu-central-1)',
      'Access: private, Block Public Access on',
      'Storage class: Standard, locally redundant storage (LRS)',
      '',
      'The name and the region cannot be changed later.',
      '',
      'An empty bucket costs nothing; OSS bills stored files, requests, and traffic.',
      '',
      'To undo: use Undo in the Activity view while the bucket is empty.',
      '[Create Bucket]',
      '[Open OSS Prices]',
    ].join('\n'),
  ]);
  expect(editor.ran).toEqual([['ossCdn.retryNode', 'buckets']]);
  expect(shownTexts().at(-1)).toBe('Bucket created: my-site');
});

test('the page of prices opens from the question, which is shown again', async () => {
  let looked = false;
  editor.press = (button) => {
    const isPressed = button === (looked ? 'Create Bucket' : 'Open OSS Prices');
    looked ||= isPressed;
    return isPressed;
  };
  await run([{ type: 'my-site' }, region]);
  expect(editor.opened).toEqual(['https://www.alibabacloud.com/product/oss/pricing']);
  expect(modalTexts()).toHaveLength(2);
  expect(cloud.state.buckets.has('my-site')).toBe(true);
});

test('nothing is created where the question is declined, or the form is left', async () => {
  editor.press = () => false;
  await run([{ type: 'my-site' }, region]);
  await run([{ type: 'my-site' }, 'cancel']);
  expect(cloud.calls).not.toContain('oss.createBucket');
});

describe('the name', () => {
  const rule = /^Use 3 to 63 lowercase letters/;

  test.each(['ab', 'a'.repeat(64), 'My-Site', 'my_site', 'my.site', '-site', 'site-', 'my site', ''])(
    'is refused where OSS does not take it: %j',
    async (type) => {
      await run([{ type, refused: rule }, 'cancel']);
    },
  );

  test('is refused where the account already has such a bucket, and its access stays unchanged', async () => {
    const before = await cloud.oss.readBucketInfo({ name: 'mine', region: 'ap-southeast-1' }, signal);
    await run([{ type: 'mine', refused: /^You already have a bucket with this name/ }, 'cancel']);
    expect(await cloud.oss.readBucketInfo({ name: 'mine', region: 'ap-southeast-1' }, signal)).toEqual(before);
    expect(cloud.calls).not.toContain('oss.createBucket');
  });

  test('is refused where only OSS knows that it is in use', async () => {
    cloud.failNext('oss.listBuckets', 'before', 'forbidden');
    await run([{ type: 'mine', refused: /^A bucket with this name already exists/ }, 'cancel']);
  });

  test('reports a taken name and asks for another', async () => {
    const { asked } = await run([{ type: 'demo' }, region, { type: 'my-site' }, region]);
    expect(shownTexts()).toContain(
      'A bucket with this name already exists, here or in another account: enter another name: demo',
    );
    expect(asked.map(({ value }) => value)).toEqual([undefined, undefined, 'demo', undefined]);
    expect([...cloud.state.buckets.keys()]).toEqual(['mine', 'my-site']);
  });
});

test('a region outside the mainland is proposed for a domain without a filing, with the reason', async () => {
  const regionOf = async (unfiled?: string) => (await run([{ type: 'my-site' }, 'cancel'], unfiled)).asked[1];
  expect(await regionOf()).toMatchObject({ active: 'China (Hangzhou)' });
  expect(await regionOf('www.example.com')).toMatchObject({
    active: 'China (Hong Kong)',
    notes: ['www.example.com has no ICP filing: it can be bound only to a bucket outside the Chinese mainland'],
  });
});

test('a bucket that can still be opened by grants is described as private', async () => {
  cloud.failNext('oss.blockPublicAccess', 'before', 'forbidden');
  await run([{ type: 'my-site' }, region]);
  expect(shownTexts().find((text) => text.startsWith('The bucket is private, but'))).toContain('lacks a permission');
  expect(cloud.state.buckets.get('my-site')?.info.acl).toBe('private');
});

test('where buckets may not be listed, the new one is shown by its name', async () => {
  cloud.failNext('oss.listBuckets', 'before', 'forbidden');
  const { memory } = await run([{ type: 'my-site' }, region]);
  expect(memory).toEqual({ pinnedBuckets: { 100: [made] } });
});
