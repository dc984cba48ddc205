import { beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../../../src/core/account.js';
import { toPublication } from '../../../../src/core/publishing/mapping/toPublication.js';
import { BucketDocuments } from '../../../../src/features/publishing/bucketDocument.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { providers } from '../../../support/fakeWorkspace.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'site', region: 'cn-hangzhou' };
const mapping = { folder: 'css', bucket, prefix: '', domains: ['img.example.com'], onSave: 'publish' } as const;
const publication = toPublication({ accountId: '1', workspaceRoot: '/w', root: '/w/css', mapping }, 'a.css')!;
let cloud: MemoryCloud;
let documents: BucketDocuments;

beforeEach(() => {
  resetEditor();
  cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  documents = new BucketDocuments({ cloud: async () => cloud } as unknown as Session);
});

async function shown(): Promise<string | undefined> {
  await documents.compare(publication);
  const [, remote] = editor.ran.at(-1) ?? [];
  return [...providers.values()][0]?.provideTextDocumentContent(remote);
}

const put = (bytes: Uint8Array) => cloud.oss.putObject(bucket, publication.key, { body: bytes, headers: {} }, signal);

test('the text of an object is shown, and a missing object as an empty document', async () => {
  expect(await shown()).toBe('');
  await put(new TextEncoder().encode('body {}'));
  expect(await shown()).toBe('body {}');
});

test('an object that is no text or too large to compare is named with its size, and a large one is not fetched', async () => {
  await put(Uint8Array.of(1, 0, 2));
  expect(await shown()).toBe('This object is not text. Bytes: 3');
  cloud.calls.length = 0;
  const size = 50 * 1024 * 1024 + 1;
  vi.spyOn(cloud.state.buckets.get(bucket.name)!.objects, 'get').mockReturnValue({
    size,
    etag: 'E',
    crc64: '0',
    headers: {},
    lastModified: '',
    body: new Uint8Array(),
  });
  expect(await shown()).toBe(`This object is too large to compare. Bytes: 52,428,801`);
  expect(cloud.calls).toEqual(['oss.readObjectHead']);
});
